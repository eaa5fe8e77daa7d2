// What a stone shows, as worked out at its corners, with a grain and wet and dark where the water
// reaches. Of what is shown half the share of light counts, as the power in its encoding has it.
#include "lib/filter.glsl"
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"
in vec2 grain_at;
in float above;  // the water, metres
in vec3 shown;

void main() {
    float fp = footprint_of(grain_at);
    float grain = quick_noise(grain_at) * band_kept(1.0, fp) + 0.7 * quick_noise(NEXT_OCTAVE * grain_at + 7.0) * band_kept(2.03, fp);
    float wet = 1.0 - smoothstep(0.012, 0.050, above + 0.004 * grain);
    color = vec4(shown * ((1.0 + 0.11 * grain) * (1.0 - 0.30 * wet)), 1.0);
}
