#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/shown.glsl"
#include "lib/filter.glsl"

in vec3 at;
flat in vec4 which;

void main() {
    // Winding valleys: contour lines of a warped field.
    vec2 p = at.xz * (1.0 + 0.03 * abs(at.y)) + 31.0 * which.xy;
    float footprint = footprint_of(p);
    vec3 n = noise_with_slope(p * 0.32);
    vec2 bend = swing(mat2(0.15, 0.09, -0.11, 0.13) * p + 0.3 * n.yz);
    float groove = swing(1.43 * n.x + 0.45 * bend.x + 0.35 * bend.y + 0.25) * band_kept(1.1, footprint);
    vec3 tint = which.z < 0.35 ? vec3(0.62, 0.46, 0.16) : which.z < 0.6 ? vec3(0.40, 0.44, 0.22) : vec3(0.68, 0.32, 0.34);
    vec3 albedo = tint * (0.86 + 0.48 * groove);
    vec3 shine = vec3(0.05, 0.46, 0.30) * (alive() * 0.55 * clamp(-1.4 * groove - 0.3, 0.0, 1.0) * max(normal.y + 0.3, 0.0));
    color = vec4(shown(albedo, shine), 1.0);
}
