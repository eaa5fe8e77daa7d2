#include "snowline/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in vec4 grain_of;

void main() {
    vec3 n = normalize(normal);
    vec2 g = vec2(atan(local.x, local.z) * 5.0 + 9.0 * grain_of.w, local.y * 5.0);
    float grain = noise(g * vec2(1.6, 0.7)) * band_kept(1.6, footprint_of(g));
    vec3 wood = vec3(0.150, 0.125, 0.108) * (1.0 + 0.4 * grain);
    float frost = 0.10 + 0.45 * smoothstep(0.2, 0.9, dot(n, vec3(0.5, 0.0, 0.7)) + 0.5 * grain);
    color = vec4(shade(wood, n, 0.9, frost, 0.9), 1.0);
}
