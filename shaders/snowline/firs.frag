#include "snowline/world.glsl"
#include "lib/filter.glsl"

centroid in vec3 local;
centroid in vec3 green;
centroid in vec3 white;
flat in float which;

void main() {
    vec2 p = vec2(local.x * 8.0 + which * 31.0, local.y * 32.0);
    float fp = footprint_of(p);
    float lump = quick_noise(p) * band_kept(1.0, fp);
    float needle = quick_noise(p * vec2(3.9, 1.9)) * band_kept(3.9, fp);
    float snow = smoothstep(-0.42, 0.16, local.z + 0.24 * lump + 0.10 * needle);
    color = vec4(clamp(mix(green * (1.0 + 0.18 * needle), white, snow) * (1.0 + 0.07 * lump + 0.03 * needle), 0.0, 1.0), 1.0);
}
