// Grass bank and woods in the last light; the moon stands to their left as one looks back.
#include "bay/solid.glsl"
#include "lib/filter.glsl"

in vec3 air;
in vec3 strip;
flat in int row;

void main() {
    if (mirrored > 0.5 && world_position.y < 0.0) discard;
    float d = distance(world_position, eye_position.xyz);
    vec3 c;
    if (row == 0) {
        vec2 p = world_position.xz * vec2(1.1, 2.2);
        float fp = footprint_of(p);
        float tuft = quick_noise(p) * band_kept(1.0, fp) + 0.6 * quick_noise(p * 3.7) * band_kept(3.7, fp);
        vec3 sand = vec3(0.155, 0.140, 0.125);
        vec3 grass = vec3(0.060, 0.078, 0.050);
        vec3 ground = mix(sand, grass, smoothstep(0.10, 0.42, strip.y + 0.10 * tuft)) * (1.0 + 0.35 * tuft);
        ground *= mix(0.5, 1.0, smoothstep(0.30, 0.36, world_position.y + 0.03 * tuft));
        c = ground * evening_light(normalize(vec3(0.12 * tuft, 1.0, -0.35)));
    } else {
        vec2 p = vec2(world_position.x * 1.6, world_position.y * 1.9) + float(row) * 5.0;
        float fp = footprint_of(p);
        float leaf = quick_noise(p) * band_kept(1.0, fp) + 0.7 * quick_noise(NEXT_OCTAVE * p * 1.3) * band_kept(2.7, fp);
        // Light from the sky catches the tops of the crowns; their feet are night.
        float rise = strip.y * strip.y;
        vec3 n = normalize(vec3(0.5 * leaf + 0.25, 0.25 + 0.9 * rise + 0.4 * leaf, -0.8));
        c = vec3(0.034, 0.047, 0.036) * (1.0 + 0.7 * leaf) * evening_light(n) * (0.35 + 0.9 * rise);
        c += vec3(0.002, 0.003, 0.006);
        c = mix(c, air, 0.05 * float(row));
        float foot = exp2(-max(world_position.y - 0.8, 0.0) / (1.1 + 0.9 * glow));
        c = mix(c, mix(air, vec3(0.16, 0.19, 0.29) * breath_light(), 0.5), foot * (0.20 + 0.45 * mist));
    }
    color = vec4(through_air(c, world_position, d, air), 1.0);
}
