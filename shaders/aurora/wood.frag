#include "aurora/world.glsl"
#include "lib/filter.glsl"

flat in vec3 tint;
in vec3 air;
in float up;
in float across;

void main() {
    float d = distance(world_position, eye_position.xyz);
    // Dark boughs with snow on them; more snow near the top.
    vec3 n = normalize(normal);
    // Boughs hang from the stem outwards, each with its line of snow.
    vec2 p = vec2(across * 2.2, up * 15.0 + 1.6 * abs(across)) + 50.0 * tint.xz;
    float bough = quick_noise(p) * band_kept(1.0, footprint_of(p));
    float snow = clamp(0.15 + 0.16 * up + 0.12 * tint.x + 0.55 * smoothstep(0.05, 0.75, bough), 0.0, 1.0);
    vec3 c = mix(vec3(0.020, 0.034, 0.036), vec3(0.62, 0.70, 0.80), snow * 0.75) * night_light(n) * 0.55;
    c = through_air(c, d, air);
    c = mix(c, air, 0.5 * exp2(-max(world_position.y, 0.0) / 3.0) * smoothstep(80.0, 300.0, d));
    color = vec4(c, 1.0);
}
