// The wooded slopes below the peaks.
#include "snowline/world.glsl"
#include "lib/filter.glsl"

in vec2 shape;
flat in int range;
in vec3 air;

void main() {
    float a = shape.x;
    float y = max(world_position.y, 0.0);
    vec3 inward = vec3(-sin(a), 0.0, cos(a));
    vec3 along = vec3(cos(a), 0.0, sin(a));
    float scale = range == 1 ? 95.0 : 62.0;
    vec2 p = vec2(a * scale, y * (range == 1 ? 0.055 : 0.16));
    float fp = footprint_of(p);
    float grain = 0.60 * quick_noise(p) * band_kept(1.0, fp) + 0.40 * quick_noise(p * 2.3 + 17.3) * band_kept(2.3, fp);
    float open = smoothstep(0.05, 0.45, quick_noise(p * 0.11 + 3.0) + 0.35 * grain + (range == 1 ? 1.1 * (shape.y - 0.66) : -0.35));
    vec3 n = normalize(inward * 0.8 + vec3(0.0, 0.75, 0.0) - along * 0.6 * grain);
    float side = 0.5 + 0.5 * dot(inward.xz, SUN_LEVEL);
    vec3 wood = mix(vec3(0.060, 0.088, 0.105), vec3(0.34, 0.37, 0.42), 0.36 + 0.40 * smoothstep(-0.4, 0.6, grain));
    vec3 c = mix(wood, vec3(0.78, 0.82, 0.88), open * 0.85) * day_light(n, 0.15 + 0.75 * side);
    float haze = range == 1 ? mix(0.60, 0.34, clarity) : mix(0.34, 0.16, clarity);
    haze += (range == 1 ? 0.25 : 0.22) * exp2(-y / (range == 1 ? 60.0 : 9.0));
    color = vec4(mix(c, air, min(haze, 0.95)), 1.0);
}
