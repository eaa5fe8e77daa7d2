#include "aurora/solid.glsl"
#include "lib/filter.glsl"

flat in float which;

void main() {
    vec3 n = normalize(normal);
    vec2 p = vec2(world_position.x + 0.7 * world_position.z, world_position.y + 0.5 * world_position.z) * 16.0;
    float grain = quick_noise(p) * band_kept(1.0, footprint_of(p));
    float snow = smoothstep(0.30, 0.52, n.y + 0.10 * grain);
    vec3 rock = mix(vec3(0.115, 0.120, 0.135), vec3(0.150, 0.135, 0.125), which) * (1.0 + 0.45 * grain);
    float open = 0.55 + 0.45 * smoothstep(-0.02, 0.25, world_position.y);
    color = vec4(shade(rock, normalize(n + 0.15 * grain * (1.0 - snow)), open, snow), 1.0);
}
