// Old coral rock under a patchwork of crusts: rose, ochre, moss, violet, and pale sand on ledges.
#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "reef/caustics.glsl"
#include "lib/filter.glsl"

in vec2 drawn;

void main() {
    vec3 p = world_position;
    float footprint = footprint_of(drawn);
    float wide = noise(drawn * 1.0 + 5.0) * band_kept(1.0, footprint);
    float patches = noise(drawn * 3.2 + 1.3 * wide) * band_kept(3.2, footprint);
    vec3 grain = vec3(0.0);
    float dots = 0.0;
    if (footprint < 0.07) {   // farther off neither is finer than a pixel
        grain = noise_with_slope(drawn * 11.0 + 1.7 * wide) * band_kept(11.0, footprint);
        dots = noise(drawn * 7.1 + 7.0) * band_kept(7.1, footprint);
    }
    float up = normal.y;
    vec3 albedo = mix(vec3(0.205, 0.140, 0.165), vec3(0.360, 0.255, 0.140), smoothstep(-0.4, 0.5, wide + 0.4 * patches));
    albedo = mix(albedo, vec3(0.520, 0.200, 0.300), smoothstep(-0.05, 0.40, patches - 0.3 * wide) * 0.80);
    albedo = mix(albedo, vec3(0.170, 0.225, 0.110), smoothstep(0.10, 0.60, -patches + 0.5 * up) * 0.70);
    albedo = mix(albedo, vec3(0.480, 0.430, 0.340), smoothstep(0.72, 0.96, up + 0.10 * patches) * 0.6);
    // Small round crusts, each with a paler rim.
    albedo = mix(albedo, vec3(0.640, 0.420, 0.200), smoothstep(0.26, 0.44, dots) * smoothstep(-0.4, 0.2, wide) * 0.85);
    albedo = mix(albedo, vec3(0.420, 0.240, 0.460), smoothstep(0.28, 0.46, -dots) * 0.8);
    albedo *= 1.0 + 0.42 * grain.x + 0.20 * patches;
    float light = caustics(along_light(p), max(1.5 * footprint, 0.04)) * (1.0 + 0.10 * dot(grain.yz, vec2(0.5, 0.8)));
    color = vec4(shown(albedo * 1.2, light, vec3(0.0)), 1.0);
}
