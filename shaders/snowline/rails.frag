#include "snowline/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in vec4 grain_of;

void main() {
    vec3 n = normalize(normal);
    vec2 g = vec2(local.x * 9.0 + 40.0 * grain_of.z, local.y * 2.2);
    float grain = noise(g) * band_kept(1.0, footprint_of(g));
    vec3 wood = vec3(0.155, 0.130, 0.112) * (1.0 + 0.4 * grain);
    float snow = smoothstep(0.25, 0.75, n.y + 0.15 * grain) + 0.16;
    color = vec4(shade(wood, n, n.y < -0.3 ? 0.5 : 0.92, min(snow, 1.0), 0.9), 1.0);
}
