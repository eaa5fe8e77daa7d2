#include "snowline/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in float which;

void main() {
    vec3 n = normalize(normal);
    vec2 p = vec2(local.x * 8.0 + which * 31.0, local.y * 32.0);
    float fp = footprint_of(p);
    float lump = quick_noise(p) * band_kept(1.0, fp);
    float needle = quick_noise(p * vec2(3.9, 1.9)) * band_kept(3.9, fp);
    float snow = smoothstep(-0.42, 0.16, n.y + 0.24 * lump + 0.10 * needle);
    vec3 bough = mix(vec3(0.050, 0.078, 0.066), vec3(0.085, 0.115, 0.085), 0.5 + 0.5 * needle);
    n = normalize(n + 0.30 * vec3(lump, 0.3 * needle, -lump) + vec3(0.0, 0.25 * snow, 0.0));
    float open = mix(0.60, 1.0, snow) * (0.66 + 0.34 * smoothstep(0.0, 0.6, local.z + 0.3 * local.y)) * smoothstep(-0.1, 0.25, local.y + 0.1);
    color = vec4(shade(bough, n, open, snow, 0.95), 1.0);
}
