// A paper lantern on hoops.
#include "lantern/world.glsl"
#include "lantern/profile.glsl"

out vec3 local;       // round the axis: x, z on the unit circle, y the height -1..1
out vec3 from_flame;  // metres
flat out vec3 lamp;
flat out float power;

void main() {
    vec4 at = profile(round((in_uv.y - 0.5) * 72.0));
    // Nobody sees its back: the segments are drawn together before the eye, and only the wooden
    // rings, on which one may look down, go all the way round.
    vec2 front = normalize(eye_position.xz - middle().xz + vec2(0.0, 1e-6));
    float turn = (in_uv.x - 0.5) * (at.w > 0.5 ? 6.2831853 : 3.75);
    vec2 round_it = front * cos(turn) + vec2(-front.y, front.x) * sin(turn);
    // Nobody's paper is quite round: three faint corners.
    float uneven = 1.0 + 0.010 * round_it.y * (3.0 - 4.0 * round_it.y * round_it.y);
    vec2 wide = round_it * (at.y * uneven * radius());
    vec3 p = vec3(wide.x, at.x * half_height(), wide.y);
    normal = normalize(vec3(round_it.x, at.z * radius() / half_height(), round_it.y));
    local = vec3(round_it.x, at.x, round_it.y);
    world_position = middle() + p;
    from_flame = p + vec3(0.0, 0.30 * half_height(), 0.0);
    lamp = lamp_color();
    power = flame();
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
