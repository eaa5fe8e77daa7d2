// White coral sand in ripples, rubble where it is steep.
#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "reef/caustics.glsl"
#include "lib/filter.glsl"

in float steep;

void main() {
    vec3 p = world_position;
    float footprint = footprint_of(p.xz);
    vec3 wide = noise_with_slope(p.xz * 0.55 + 2.0);
    float rubble = smoothstep(0.10, 0.45, steep + 0.16 * wide.x - 0.04);
    // Ripples that the swell left, bent and forked, none where rubble lies.
    float ripple = 0.0;
    float grain = 0.0;
    if (footprint < 0.09) {
        float phase = dot(p.xz, vec2(0.36, 0.93)) * 26.0 + 3.4 * wide.x + 2.0 * noise(p.xz * 1.3);
        ripple = sin(phase + 0.5 * sin(phase)) * band_kept(5.5, footprint) * (1.0 - rubble) * (0.75 + 0.35 * wide.x);
        if (footprint < 0.055) grain = noise(p.xz * 9.0 + 0.6 * p.y) * band_kept(9.0, footprint);
    }
    vec3 sand = vec3(0.660, 0.595, 0.510) * (1.0 + 0.14 * wide.x + 0.05 * grain);
    vec3 broken = mix(vec3(0.155, 0.150, 0.140), vec3(0.240, 0.170, 0.190), 0.5 + 0.5 * wide.x) * (1.0 + 0.45 * grain);
    vec3 albedo = mix(sand, broken, rubble * 0.85);
    float light = caustics(along_light(p), footprint) * (1.0 + 0.20 * ripple);
    color = vec4(shown(albedo * (1.0 + 0.10 * ripple), light, vec3(0.0)), 1.0);
}
