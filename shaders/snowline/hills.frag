#include "snowline/world.glsl"
#include "lib/filter.glsl"

in vec2 shape;
flat in int range;
in vec3 air;
in float crest;

void main() {
    float a = shape.x;
    float y = max(world_position.y, 0.0);
    vec3 inward = vec3(-sin(a), 0.0, cos(a));
    vec3 along = vec3(cos(a), 0.0, sin(a));
    vec3 c;
    float haze;
    if (range == 2) {
        // Ridges come down from the crest and fork; the flank that faces the sun is gold, the other
        // blue. A ridge is where noise crosses nought: its slope changes sign there.
        vec2 p = vec2(a * 7.0, y * 0.00125);
        float fp = footprint_of(p);
        float bow = 0.55 * noise(p * vec2(0.8, 1.2) + 2.0);
        vec3 big = noise_with_slope(p * vec2(1.0, 0.9) + vec2(bow + 0.45 * p.y, 0.3));
        vec3 mid = noise_with_slope(p * vec2(2.6, 2.2) + vec2(1.2 * bow - 1.1 * p.y, 5.0)) * band_kept(2.6, fp);
        vec3 small = noise_with_slope(p * vec2(6.7, 5.2) + vec2(2.0 * bow + 2.0 * p.y, 9.0)) * band_kept(6.7, fp);
        vec3 bend = clamp(vec3(big.x, mid.x, small.x) / vec3(0.06, 0.08, 0.12), -1.0, 1.0);
        vec3 lean3 = vec3(0.85, 0.50, 0.30) * bend * vec3(big.y, mid.y, small.y);
        float lean = lean3.x + lean3.y + lean3.z;
        vec3 n = normalize(inward * 0.62 + along * lean + vec3(0.0, 0.66, 0.0));
        float rock = smoothstep(0.55, 1.35, abs(lean) + 0.35 * small.x) * 0.42;
        vec3 face = mix(vec3(0.84, 0.86, 0.90), vec3(0.30, 0.29, 0.32), rock);
        c = face * day_light(n, 1.0);
        haze = mix(0.58, 0.26, clarity) + 0.36 * exp2(-y / 240.0);
    } else {
        float scale = range == 1 ? 95.0 : 62.0;
        vec2 p = vec2(a * scale, y * (range == 1 ? 0.055 : 0.16));
        float fp = footprint_of(p);
        float grain = 0.60 * noise(p) * band_kept(1.0, fp) + 0.40 * noise(p * 2.3 + 17.3) * band_kept(2.3, fp);
        float open = smoothstep(0.05, 0.45, noise(p * 0.11 + 3.0) + 0.35 * grain + (range == 1 ? 1.1 * (shape.y - 0.66) : -0.35));
        vec3 n = normalize(inward * 0.8 + vec3(0.0, 0.75, 0.0) - along * 0.6 * grain);
        float side = 0.5 + 0.5 * dot(inward.xz, SUN_LEVEL);
        vec3 wood = mix(vec3(0.060, 0.088, 0.105), vec3(0.34, 0.37, 0.42), 0.36 + 0.40 * smoothstep(-0.4, 0.6, grain));
        c = mix(wood, vec3(0.78, 0.82, 0.88), open * 0.85) * day_light(n, 0.15 + 0.75 * side);
        haze = range == 1 ? mix(0.60, 0.34, clarity) : mix(0.34, 0.16, clarity);
        haze += (range == 1 ? 0.25 : 0.22) * exp2(-y / (range == 1 ? 60.0 : 9.0));
    }
    color = vec4(mix(c, air, min(haze, 0.95)), 1.0);
}
