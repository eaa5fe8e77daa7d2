#include "snowline/world.glsl"
#include "lib/filter.glsl"

centroid in vec4 local;
centroid in vec3 light;
centroid in vec3 rim;
flat in float which;

void main() {
    vec2 p = vec2(local.x * 8.0 + which * 31.0, local.y * 32.0);
    float fp = footprint_of(p);
    float lump = quick_noise(p) * band_kept(1.0, fp);
    float needle = quick_noise(p * vec2(3.9, 1.9)) * band_kept(3.9, fp);
    float snow = smoothstep(-0.42, 0.16, local.w + 0.24 * lump + 0.10 * needle);
    vec3 bough = mix(vec3(0.050, 0.078, 0.066), vec3(0.085, 0.115, 0.085), 0.5 + 0.5 * needle);
    float relief = 1.0 + 0.16 * lump + 0.06 * needle;
    color = vec4(max(mix(bough, SNOW, snow) * light * (mix(0.60, 1.0, snow) * local.z * relief) + rim * snow, 0.0), 1.0);
}
