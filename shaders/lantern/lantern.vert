// A paper lantern on hoops, and the light that comes through it: what the flame throws on the paper
// from within, and the flame's own soft shape.
#include "lantern/world.glsl"
#include "lantern/profile.glsl"
#include "lib/film.glsl"

out vec2 at;
out vec3 shown;
out vec3 lacquer;

void main() {
    vec4 row = profile(round((in_uv.y - 0.5) * 50.0));
    // Nobody sees its back: the segments are drawn together before the eye, and only the wooden
    // rings, on which one may look down, go all the way round.
    vec2 front = normalize(eye_position.xz - middle().xz + vec2(0.0, 1e-6));
    float turn = (in_uv.x - 0.5) * (row.w > 0.5 ? 6.2831853 : 3.75);
    vec2 round_it = front * cos(turn) + vec2(-front.y, front.x) * sin(turn);
    // Nobody's paper is quite round: three faint corners.
    float uneven = 1.0 + 0.010 * round_it.y * (3.0 - 4.0 * round_it.y * round_it.y);
    vec2 wide = round_it * (row.y * uneven * radius());
    vec3 p = vec3(wide.x, row.x * half_height(), wide.y);
    vec3 n = normalize(vec3(round_it.x, row.z * radius() / half_height(), round_it.y));
    world_position = middle() + p;
    vec3 view = normalize(eye_position.xyz - world_position);
    float facing = clamp(dot(n, view), 0.0, 1.0);
    at = vec2(atan(front.y, front.x) + turn, row.x);

    // Irradiance from within, and the flame seen through: near the ray that passes it.
    vec3 from_flame = p + vec3(0.0, 0.30 * half_height(), 0.0);
    float d2 = dot(from_flame, from_flame);
    float within = 0.085 * max(dot(from_flame, n), 0.02) * inversesqrt(d2) / (d2 + 0.03);
    float along = dot(from_flame, view);
    float seen = 1.0 / (1.0 + 26.0 * (d2 - along * along));
    float light = within * (0.42 + 0.58 * sqrt(facing)) + 0.78 * seen * facing;
    // Thin light is deeper in colour than full light.
    vec3 lamp = lamp_color();
    vec3 c = mix(lamp * vec3(1.0, 0.82, 0.64), mix(lamp, vec3(1.0, 0.80, 0.48), 0.45), clamp(light * 1.15, 0.0, 1.0));
    shown = as_shown(c * (light * flame() * 1.18) + night(0.3, view.xz) * 0.5);
    float edge = 1.0 - facing;
    lacquer = as_shown(vec3(0.012, 0.007, 0.005) + lamp * vec3(1.0, 0.75, 0.6) * flame() * (0.030 + 0.05 * edge * edge * edge));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
