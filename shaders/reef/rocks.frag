// Old coral rock under a patchwork of crusts: rose, ochre, moss, violet, and pale sand on ledges.
#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "reef/waves.glsl"
#include "reef/caustics.glsl"
#include "lib/filter.glsl"

in vec2 drawn;
in float wide;
in vec4 net;
in float slack;

float ramp(float from, float to, float x) {
    return clamp((x - from) / (to - from), 0.0, 1.0);
}

void main() {
    float footprint = footprint_of(drawn);
    vec2 at = clamp(drawn, -200.0, 200.0);  // see reef/shown.glsl
    vec2 q = at * 3.2 + 1.3 * wide;
    vec3 rough = noise_with_slope(q) * clamp(2.0 - 13.0 * footprint, 0.0, 1.0);
    float patches = rough.x;
    // Dots and grain: waves that cross, bent by the patches.
    float fine = clamp(2.0 - 28.0 * footprint, 0.0, 1.0);
    vec2 bent = at + 0.07 * rough.yz;
    vec2 d = swing(mat2(2.1, 1.2, -0.9, 2.2) * bent + 0.2 * wide);
    vec2 g = swing(mat2(5.1, 3.9, -4.3, 5.7) * bent + 0.25 * d.yx);
    float dots = d.x * d.y * fine;
    float grain = g.x * g.y * fine;
    float up = normal.y;
    vec3 albedo = mix(vec3(0.205, 0.140, 0.165), vec3(0.360, 0.255, 0.140), ramp(-0.4, 0.5, wide + 0.4 * patches));
    albedo = mix(albedo, vec3(0.520, 0.200, 0.300), ramp(0.0, 0.35, patches - 0.3 * wide) * 0.80);
    albedo = mix(albedo, vec3(0.170, 0.225, 0.110), ramp(0.15, 0.55, -patches + 0.5 * up) * 0.70);
    albedo = mix(albedo, vec3(0.480, 0.430, 0.340), ramp(0.74, 0.94, up + 0.10 * patches) * 0.6);
    // Small round crusts.
    albedo = mix(albedo, vec3(0.640, 0.420, 0.200), ramp(0.35, 0.75, dots) * ramp(-0.3, 0.1, wide) * 0.55);
    albedo = mix(albedo, vec3(0.420, 0.240, 0.460), ramp(0.35, 0.75, -dots) * 0.5);
    albedo *= 1.2 + 0.26 * grain + 0.24 * patches;
    float light = caustics(net, slack, max(1.5 * footprint, 0.04)) * (1.0 + 0.10 * g.x * fine);
    color = vec4(shown_under(light, albedo), 1.0);
}
