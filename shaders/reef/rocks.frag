// Old coral rock under a patchwork of crusts: rose, ochre, moss, violet, and pale sand on ledges.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/caustics.glsl"

centroid in vec2 drawn;
centroid in float wide;
centroid in vec4 net;
centroid in float slack;
centroid in vec3 bare;
centroid in vec3 rose;
centroid in vec3 moss;
centroid in vec3 more_sun;
centroid in vec2 growth;
centroid in float fine;

void main() {
    float shown = clamp(fine, 0.0, 1.0);
    vec3 rough = quick_noise_with_slope(drawn * 3.2 + 1.3 * wide) * (0.4 + 0.6 * shown);
    // Dots and grain: waves that cross, bent by the patches.
    vec2 bent = drawn + 0.06 * rough.yz;
    vec2 d = swing(mat2(2.1, 1.2, -0.9, 2.2) * bent + 0.2 * wide);
    vec2 g = swing(mat2(5.1, 3.9, -4.3, 5.7) * bent + 0.22 * d.yx);
    float dots = d.x * d.y * shown;
    vec3 c = mix(bare, rose, clamp(2.8 * (rough.x + growth.x) + 0.9 * max(dots - 0.3, 0.0), 0.0, 0.85));
    c = mix(c, moss, clamp(2.5 * (growth.y - rough.x), 0.0, 0.75));
    c += vec3(0.02, -0.03, 0.03) * clamp(-2.5 * dots - 0.9, 0.0, 1.0);
    c *= 1.0 + shown * (0.07 * g.x * g.y) + 0.10 * rough.x;
    color = vec4(c + more_sun * (sun_lines(net, slack, 0.05) * (0.35 + 0.65 * shown)), 1.0);
}
