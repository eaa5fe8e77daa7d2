// The peaks.
#include "snowline/world.glsl"
#include "lib/filter.glsl"

in vec2 shape;
in vec3 air;
in vec3 warm;
in vec3 cold;
in vec3 rock;

void main() {
    float a = shape.x;
    float y = max(world_position.y, 0.0);
    // Ridges come down from the crest and fork; the flank that faces the sun is warm, the other
    // cold. A ridge is where noise crosses nought: its slope changes sign there.
    vec2 p = vec2(a * 7.0, y * 0.00125);
    float fp = footprint_of(p);
    float bow = 0.55 * noise(p * vec2(0.8, 1.2) + 2.0);
    vec3 big = noise_with_slope(p * vec2(1.0, 0.9) + vec2(bow + 0.45 * p.y, 0.3));
    vec3 mid = noise_with_slope(p * vec2(2.6, 2.2) + vec2(1.2 * bow - 1.1 * p.y, 5.0)) * band_kept(2.6, fp);
    vec3 small = quick_noise_with_slope(p * vec2(6.7, 5.2) + vec2(2.0 * bow + 2.0 * p.y, 9.0)) * band_kept(6.7, fp);
    vec3 bend = clamp(vec3(big.x, mid.x, small.x) / vec3(0.06, 0.08, 0.12), -1.0, 1.0);
    vec3 lean3 = vec3(0.85, 0.50, 0.30) * bend * vec3(big.y, mid.y, small.y);
    float lean = lean3.x + lean3.y + lean3.z;
    // Which way along the range the sun is.
    float facing = clamp(0.5 + 0.95 * (cos(a) * SUN.x + sin(a) * SUN.z < 0.0 ? -lean : lean), 0.0, 1.0);
    float bare = smoothstep(0.55, 1.35, abs(lean) + 0.35 * small.x) * 0.42;
    vec3 c = mix(mix(cold, warm, facing), rock, bare);
    float haze = mix(0.58, 0.26, clarity) + 0.36 * exp2(-y / 240.0);
    color = vec4(mix(c, air, min(haze, 0.95)), 1.0);
}
