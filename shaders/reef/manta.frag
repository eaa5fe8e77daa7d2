#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "lib/filter.glsl"

in vec3 place;

void main() {
    vec2 p = vec2(abs(place.x), place.y);
    float footprint = footprint_of(p);
    float blot = noise(vec2(place.x, place.y) * 9.0) * band_kept(9.0, footprint);
    // Dark slate above with two pale bands on the shoulders; white below, grey towards the rims.
    float shoulder = exp2(-70.0 * (p.y - 0.17 + 0.35 * p.x) * (p.y - 0.17 + 0.35 * p.x)) * smoothstep(0.07, 0.17, p.x) * smoothstep(0.55, 0.25, p.x);
    vec3 back = mix(vec3(0.045, 0.062, 0.085), vec3(0.42, 0.47, 0.50), shoulder * 0.75) * (1.0 + 0.2 * blot);
    float rim = smoothstep(0.35, 1.0, p.x) + smoothstep(-0.12, -0.36, p.y) * 0.4;
    float spots = smoothstep(0.35, 0.65, noise(vec2(place.x * 14.0 + 3.0, place.y * 14.0))) * band_kept(14.0, footprint) * smoothstep(0.5, 0.1, p.x);
    vec3 belly = mix(vec3(0.66, 0.70, 0.71), vec3(0.20, 0.25, 0.29), min(rim, 1.0)) * (1.0 - 0.6 * spots);
    vec3 albedo = mix(belly, back, smoothstep(-0.25, 0.25, place.z));
    // By night a line of light along the wings.
    float line = exp2(-260.0 * (p.y + 0.02 + 0.30 * p.x * p.x) * (p.y + 0.02 + 0.30 * p.x * p.x));
    vec3 shine = vec3(0.08, 0.46, 0.58) * (alive() * 0.45 * line * (0.5 + 0.5 * blot) * smoothstep(0.0, 0.3, p.x) * smoothstep(1.0, 0.7, p.x));
    color = vec4(shown(albedo, shine), 1.0);
}
