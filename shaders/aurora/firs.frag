#include "aurora/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in float which;

void main() {
    vec3 n = normalize(normal);
    vec2 p = vec2(local.x * 9.0 + which * 31.0, local.y * 34.0);
    float fp = footprint_of(p);
    float lump = quick_noise(p) * band_kept(1.0, fp);
    float needle = quick_noise(p * vec2(3.7, 1.9)) * band_kept(3.7, fp);
    float snow = smoothstep(-0.22, 0.30, n.y + 0.22 * lump + 0.10 * needle);
    vec3 bough = vec3(0.055, 0.105, 0.085) * (1.0 + 0.6 * needle);
    n = normalize(n + 0.22 * vec3(lump, 0.3 * needle, -lump));
    float open = mix(0.62, 1.0, snow) * (0.62 + 0.38 * smoothstep(0.0, 0.6, local.z + 0.3 * local.y)) * smoothstep(-0.1, 0.25, local.y + 0.1);
    color = vec4(shade(bough, n, open, snow), 1.0);
}
