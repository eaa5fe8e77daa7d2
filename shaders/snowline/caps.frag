#include "snowline/solid.glsl"
#include "lib/filter.glsl"

flat in float stone;

void main() {
    float grain = 0.0;
    if (stone > 0.5) {
        vec2 p = world_position.xz * 14.0 + world_position.y * 9.0;
        grain = quick_noise(p) * band_kept(1.0, footprint_of(p));
    }
    vec3 n = normalize(normal + vec3(0.08 * grain, 0.0, 0.06 * grain));
    float snow = stone > 0.5 ? smoothstep(0.10, 0.34, n.y + 0.14 * grain) : 1.0;
    vec3 rock = vec3(0.145, 0.150, 0.165) * (1.0 + 0.35 * grain);
    color = vec4(shade(rock, n, mix(0.8, 1.0, snow), snow, 0.92), 1.0);
}
