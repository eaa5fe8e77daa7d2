#include "aurora/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in vec4 plank;

void main() {
    vec3 n = normalize(normal);
    vec2 g = vec2(local.x * 2.2 + local.y * 1.1 + 9.0 * plank.x, (local.z + local.y) * 46.0 + plank.y * 20.0);
    float grain = quick_noise(g) * band_kept(1.0, footprint_of(g));
    vec3 wood = mix(vec3(0.170, 0.140, 0.118), vec3(0.185, 0.172, 0.165), plank.z) * (1.0 + 0.35 * grain);
    float frost = 0.16 + 0.20 * smoothstep(0.1, 0.7, grain);
    color = vec4(shade(wood, n, n.y < -0.3 ? 0.4 : 0.95, frost * smoothstep(-0.2, 0.8, n.y)), 1.0);
}
