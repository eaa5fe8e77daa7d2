#include "aurora/solid.glsl"
#include "lib/filter.glsl"

void main() {
    vec2 p = world_position.xz * 22.0;
    float grain = quick_noise(p) * band_kept(1.0, footprint_of(p));
    vec3 n = normalize(normal + vec3(0.10 * grain, 0.0, 0.08 * grain));
    color = vec4(shade(SNOW, n, 1.0, 1.0), 1.0);
}
