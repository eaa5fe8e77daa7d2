#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in vec3 local;

void main() {
    vec2 g = vec2(local.x * 3.0 + local.z, local.z * 45.0 + local.x * 8.0);
    float grain = quick_noise(g) * band_kept(1.0, footprint_of(g));
    vec3 c = vec3(0.290, 0.215, 0.140) * (1.0 + 0.28 * grain);
    color = vec4(shade(c, 0.5, world_position, normalize(normal), 0.9, lamp_a, lamp_b), 1.0);
}
