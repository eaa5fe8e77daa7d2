#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "lib/filter.glsl"

in vec2 plate;
in float rim;
flat in vec4 which;

void main() {
    float footprint = footprint_of(plate);
    float knobs = noise(plate * 3.2 + 20.0 * which.xy) * band_kept(3.2, footprint) + 0.5 * noise(plate * 0.9);
    vec3 tint = which.w < 0.4 ? vec3(0.62, 0.42, 0.22) : which.w < 0.75 ? vec3(0.42, 0.32, 0.56) : vec3(0.40, 0.48, 0.30);
    float edge = smoothstep(0.86, 1.0, abs(rim));
    vec3 albedo = mix(tint * (1.0 + 0.36 * knobs), vec3(0.70, 0.66, 0.62), edge * 0.65);
    vec3 shine = vec3(0.10, 0.34, 0.66) * (alive() * (edge * 0.9 + 0.25 * smoothstep(0.2, 0.7, knobs)) * step(0.0, rim));
    color = vec4(shown(albedo, shine), 1.0);
}
