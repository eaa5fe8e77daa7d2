#include "aurora/world.glsl"

flat in vec3 tint;
in vec3 air;
in float up;

void main() {
    float d = distance(world_position, eye_position.xyz);
    // Dark boughs with snow on them; more snow near the top.
    vec3 n = normalize(normal);
    float tier = fract(up * 4.5);
    float seen = band_kept(4.5, fwidth(up));
    float snow = 0.10 + 0.20 * up + 0.14 * tint.x + 0.34 * seen * (smoothstep(0.45, 0.10, tier) - 0.3);
    snow = clamp(snow * (0.85 + 0.5 * noise(uv * vec2(9.0, 31.0) + 50.0 * tint.xz) * band_kept(31.0, fwidth(uv.y) + 0.3 * fwidth(uv.x))), 0.0, 1.0);
    vec3 c = mix(vec3(0.020, 0.034, 0.036), vec3(0.62, 0.70, 0.80), snow * 0.75) * night_light(n) * 0.55;
    c = through_air(c, d, air);
    c = mix(c, air, 0.5 * exp2(-max(world_position.y, 0.0) / 3.0) * smoothstep(80.0, 300.0, d));
    color = vec4(c, 1.0);
}
