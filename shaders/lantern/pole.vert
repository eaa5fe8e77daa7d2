// A bent bamboo pole (strip 0) and the cord from its tip (strip 1), as strips that face the eye.
#include "lantern/world.glsl"

out vec2 across;      // -1..1 over the strip, and metres along it
flat out int which;
out vec3 side;        // unit, to the right of the strip
out vec3 warm;        // light of the lantern on the left and the right half
out vec3 warm_right;

vec3 pole_at(float s) {
    vec3 a = vec3(FOOT.x, -0.06, FOOT.y), b = vec3(FOOT.x + 0.16, 1.50, FOOT.y), d = tip();
    vec3 c = vec3(0.62, 2.18, -4.1);
    float t = 1.0 - s;
    return t * t * t * a + 3.0 * t * t * s * b + 3.0 * t * s * s * c + s * s * s * d;
}

void main() {
    which = instance_id;
    float s = in_uv.x;
    vec3 low = middle() + vec3(0.0, half_height(), 0.0);
    vec3 p = which == 0 ? pole_at(s) : mix(tip(), low, s);
    vec3 ahead = which == 0 ? pole_at(s + 0.01) - pole_at(s - 0.01) : low - tip();
    float thick = which == 0 ? mix(0.0200, 0.0060, s) : 0.0030;
    vec3 view = normalize(eye_position.xyz - p);
    side = normalize(cross(ahead, view));
    float v = in_uv.y * 2.0 - 1.0;
    across = vec2(v, s * 3.4);
    normal = view;
    world_position = p + side * (v * thick);
    warm = lamp_on(world_position, normalize(view - side));
    warm_right = lamp_on(world_position, normalize(view + side));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
