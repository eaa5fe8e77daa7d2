// The wooded slopes below the peaks.
#include "snowline/world.glsl"
#include "lib/filter.glsl"

in vec2 shape;
flat in int range;
in vec3 air;
in vec3 dark;
in vec3 pale;
in vec3 open_snow;

void main() {
    float a = shape.x;
    float y = max(world_position.y, 0.0);
    float scale = range == 1 ? 95.0 : 62.0;
    vec2 p = vec2(a * scale, y * (range == 1 ? 0.055 : 0.16));
    float fp = footprint_of(p);
    float grain = 0.60 * quick_noise(p) * band_kept(1.0, fp) + 0.40 * quick_noise(p * 2.3 + 17.3) * band_kept(2.3, fp);
    float open = smoothstep(0.05, 0.45, quick_noise(p * 0.11 + 3.0) + 0.35 * grain + (range == 1 ? 1.1 * (shape.y - 0.66) : -0.35));
    vec3 wood = mix(dark, pale, 0.52 + 0.36 * clamp(1.4 * grain, -1.0, 1.0));
    vec3 c = mix(wood, open_snow, open * 0.85) * (1.0 + 0.08 * grain);
    float haze = range == 1 ? mix(0.60, 0.34, clarity) : mix(0.34, 0.16, clarity);
    haze += (range == 1 ? 0.25 : 0.22) * exp2(-y / (range == 1 ? 60.0 : 9.0));
    color = vec4(mix(c, air, min(haze, 0.95)), 1.0);
}
