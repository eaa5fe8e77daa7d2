#include "aurora/world.glsl"
#include "lib/filter.glsl"

in vec2 shape;
flat in int range;
in vec3 air;

void main() {
    float scale = range == 0 ? 26.0 : range == 1 ? 70.0 : 120.0;
    vec2 p = vec2(shape.x * scale, world_position.y * (range == 0 ? 0.018 : range == 1 ? 0.06 : 0.22));
    float footprint = footprint_of(p);
    p = mat2(1.36, 1.02, -1.02, 1.36) * p;
    float grain = 0.60 * quick_noise(p) * band_kept(1.7, footprint) + 0.34 * quick_noise(NEXT_OCTAVE * p + 17.3) * band_kept(3.5, footprint);
    vec3 c;
    float haze;
    if (range == 0) {
        // Gullies run down the slopes; one flank of each has the light.
        vec2 g = vec2(shape.x * 26.0 + 0.5 * grain, shape.y * 1.3);
        float gully = 0.60 * quick_noise(g) * band_kept(1.2, footprint) + 0.34 * quick_noise(NEXT_OCTAVE * g + 17.3) * band_kept(2.4, footprint);
        float rock = smoothstep(0.10, 0.60, gully) * 0.55;
        vec3 n = normalize(vec3(0.9 * gully, 0.62, -0.7 - 0.8 * gully));
        c = mix(vec3(0.62, 0.70, 0.82), vec3(0.16, 0.19, 0.25), rock) * night_light(n) * (0.80 + 0.60 * shape.y) * (1.0 + 0.55 * gully);
        haze = mix(0.62, 0.22, clarity);
    } else {
        vec3 wood = vec3(0.0048, 0.0105, 0.0140) * (1.0 + 0.5 * grain);
        c = wood + vec3(0.020, 0.036, 0.044) * smoothstep(-0.1, 0.7, grain) * (range == 1 ? 0.55 : 0.25) * power();
        haze = range == 1 ? mix(0.45, 0.20, clarity) : mix(0.22, 0.07, clarity);
    }
    // Cold air lies on the lake: the foot of the land is veiled.
    haze = max(haze, exp2(-max(world_position.y, 0.0) / (1.5 + (range == 0 ? 30.0 : range == 1 ? 9.0 : 2.5))) * 0.60);
    color = vec4(mix(c, air, haze), 1.0);
}
