// Long timbers under the planks.
#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;

void main() {
    vec2 g = vec2(world_position.z * 1.2, world_position.y * 40.0 + world_position.x * 11.0);
    float grain = quick_noise(g) * band_kept(1.0, footprint_of(g));
    vec3 c = shade(vec3(0.15, 0.125, 0.105) * (1.0 + 0.35 * grain), 0.3, world_position, normalize(normal), 0.6, lamp_a, lamp_b);
    color = vec4(c, 1.0);
}
