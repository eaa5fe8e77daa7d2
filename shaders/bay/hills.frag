// Far land: dark woods under the evening, dissolved in air and in mist at its foot.
#include "bay/world.glsl"
#include "lib/filter.glsl"

in vec2 shape;
flat in int range;
in vec3 air;
in vec3 mist_color;

void main() {
    float d = range == 0 ? 1750.0 : range == 1 ? 950.0 : 430.0;
    float scale = range == 0 ? 34.0 : range == 1 ? 46.0 : 60.0;
    vec2 p = vec2(shape.x * scale, world_position.y * (range == 2 ? 0.20 : 0.055));
    float grain = quick_noise(p) * band_kept(1.0, footprint_of(p));
    vec3 wood = vec3(0.030, 0.043, 0.078) * (1.0 + 0.40 * grain) * (1.15 - 0.4 * hour);
    wood *= 0.75 + 0.5 * shape.y;

    // Air: farther ranges take the sky's colour behind them.
    float haze = range == 0 ? mix(0.60, 0.32, clarity) : range == 1 ? mix(0.36, 0.14, clarity) : mix(0.24, 0.09, clarity);
    vec3 c = mix(wood, air, haze);

    // Mist gathers at the waterline and lifts a little with the breath.
    float foot = exp2(-max(world_position.y, 0.0) / ((2.5 + d * 0.0045) * (0.7 + 0.5 * glow)));
    c = mix(c, mist_color, foot * (0.22 + 0.60 * mist));
    color = vec4(c, 1.0);
}
