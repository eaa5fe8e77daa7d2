#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "lib/filter.glsl"

centroid in vec3 paint;
centroid in vec3 relief;
centroid in vec3 glow;
centroid in vec2 at;

void main() {
    // Winding valleys: contour lines of a warped field.
    vec3 n = noise_with_slope(at * 0.32);
    vec2 bend = swing(mat2(0.15, 0.09, -0.11, 0.13) * at + 0.3 * n.yz);
    float groove = swing(1.43 * n.x + 0.45 * bend.x + 0.35 * bend.y + 0.25) * band_kept(1.1, footprint_of(at));
    color = vec4(paint + relief * groove + glow * clamp(-1.4 * groove - 0.3, 0.0, 1.0), 1.0);
}
