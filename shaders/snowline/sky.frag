#include "snowline/world.glsl"

in vec3 tint;
in vec4 veil;

void main() {
    vec3 r = world_position - eye_position.xyz;
    vec2 p = r.xz / (max(r.y, 0.0) + 70.0);      // on a plane; the dome is 500 m wide
    p = mat2(0.80, 0.60, -0.60, 0.80) * p + vec2(0.006, 0.002) * time_s;
    // Bent gently, so that no cloud runs along the noise's own axes.
    vec2 turn = abs(2.0 * fract(vec2(0.366, 0.366) * p.yx + vec2(0.16, 0.64)) - 1.0);
    p += 0.32 * turn * turn * (3.0 - 2.0 * turn) - 0.16;
    float a = veil.a * smoothstep(0.05, 1.0, 0.95 * quick_noise(p * vec2(0.75, 2.1) + 4.0));
    color = vec4(mix(tint, veil.rgb, a), 1.0);
}
