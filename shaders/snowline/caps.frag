#include "snowline/world.glsl"
#include "lib/filter.glsl"

flat in float stone;
centroid in vec3 rock;
centroid in vec3 white;
centroid in float slope;

void main() {
    vec2 p = world_position.xz * 14.0 + world_position.y * 9.0;
    float grain = quick_noise(p) * band_kept(1.0, footprint_of(p)) * stone;
    float snow = max(1.0 - stone, smoothstep(0.10, 0.34, slope + 0.14 * grain));
    color = vec4(clamp(mix(rock * (1.0 + 0.20 * grain), white * (1.0 + 0.025 * grain), snow), 0.0, 1.0), 1.0);
}
