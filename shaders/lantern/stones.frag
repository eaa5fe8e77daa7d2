#include "lantern/world.glsl"
#include "lib/filter.glsl"
in vec3 rest_position;
in vec3 warm;
in vec3 cool;
in vec3 sheen;

void main() {
    vec2 q = mat2(0.8, 0.6, -0.6, 0.8) * (rest_position.xz * 17.0 + rest_position.y * 9.0);
    float fp = footprint_of(q);
    float grain = noise(q) * band_kept(1.0, fp) + 0.7 * noise(NEXT_OCTAVE * q + 7.0) * band_kept(2.03, fp);
    // Wet and dark where the water reaches.
    float wet = 1.0 - smoothstep(0.012, 0.050, world_position.y + 0.004 * grain);
    float stone = 0.108 * (1.0 + 0.16 * grain) * (1.0 - 0.55 * wet);
    color = vec4(stone * (warm * (1.0 + 0.10 * grain) + cool) + sheen * (0.010 + 0.030 * wet), 1.0);
}
