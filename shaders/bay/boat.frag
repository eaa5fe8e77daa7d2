// Old paint outside, oiled wood along the gunwale, bare boards and ribs within.
#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in vec3 local;
in vec2 skin;

void main() {
    if (mirrored > 0.5 && world_position.y < water_level(2.3)) discard;
    vec3 n = normalize(normal);
    vec3 view = normalize(eye_position.xyz - world_position);
    if (dot(n, view) < 0.0) n = -n;
    float w = abs(skin.x);
    vec2 g = vec2(local.z * 2.0, w * 55.0 + local.y * 20.0);
    float grain = quick_noise(g) * band_kept(1.0, footprint_of(g));
    vec3 c;
    float gloss = 0.5;
    float open = 1.0;
    if (w > 0.68) {
        // Strakes: each overlaps the next and throws a thin shadow.
        float strake = fract((local.y + 0.16) * 9.0);
        float line = (1.0 - smoothstep(0.0, 0.16, strake)) * band_kept(9.0, fwidth(local.y));
        vec3 paint = mix(vec3(0.105, 0.185, 0.195), vec3(0.185, 0.235, 0.225), smoothstep(0.2, 0.7, quick_noise(vec2(local.z * 5.0, local.y * 9.0))));
        c = paint * (1.0 - 0.45 * line) * (1.0 + 0.12 * grain);
        c *= mix(0.5, 1.0, smoothstep(0.0, 0.05, local.y));
        gloss = 0.8;
    } else if (w > 0.48) {
        c = vec3(0.300, 0.185, 0.095) * (1.0 + 0.25 * grain);
        gloss = 0.9;
    } else {
        float ribs = w > 0.3 ? smoothstep(0.10, 0.04, abs(fract(local.z * 3.2) - 0.5)) * band_kept(8.0, fwidth(local.z)) : 0.0;
        float seams = w < 0.3 ? smoothstep(0.07, 0.02, abs(fract(local.x * 7.0) - 0.5)) * band_kept(10.0, fwidth(local.x)) : 0.0;
        c = vec3(0.235, 0.180, 0.125) * (1.0 + 0.3 * grain) * (1.0 + 0.30 * ribs) * (1.0 - 0.6 * seams);
        open = mix(0.45, 0.95, smoothstep(0.05, 0.35, local.y));
        gloss = 0.2;
    }
    color = vec4(shade(c, gloss, world_position, n, open, lamp_a, lamp_b), 1.0);
}
