#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "lib/filter.glsl"

in vec2 arm;
flat in float which;

void main() {
    vec2 p = arm * vec2(13.0, 5.0);
    float knobs = noise(p) * band_kept(1.0, footprint_of(p));
    vec3 tint = which < 0.5 ? vec3(0.74, 0.38, 0.22) : vec3(0.36, 0.38, 0.66);
    vec3 albedo = mix(tint, vec3(0.80, 0.70, 0.58), smoothstep(0.2, 0.6, knobs) * 0.7);
    color = vec4(shown(albedo, tint * (0.10 * alive() * smoothstep(0.1, 0.6, knobs))), 1.0);
}
