#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "reef/caustics.glsl"
#include "lib/filter.glsl"

in vec3 at;
flat in vec4 which;

void main() {
    // Winding valleys: contour lines of a warped field.
    vec2 p = at.xz * (1.0 + 0.25 * abs(at.y) / 8.0) + 31.0 * which.xy;
    float footprint = footprint_of(p);
    vec3 n = noise_with_slope(p * 0.32);
    float phase = 9.0 * n.x + 5.0 * noise(p * 0.62 + n.yz);
    float groove = cos(phase) * band_kept(1.1, footprint);
    float deep = smoothstep(-0.2, -0.9, groove);
    vec3 tint = which.z < 0.35 ? vec3(0.62, 0.46, 0.16) : which.z < 0.6 ? vec3(0.40, 0.44, 0.22) : vec3(0.68, 0.32, 0.34);
    vec3 albedo = tint * (0.86 + 0.30 * groove);
    vec3 shine = vec3(0.05, 0.46, 0.30) * (alive() * 0.55 * deep * max(normal.y + 0.3, 0.0));
    color = vec4(shown(albedo, caustics(along_light(world_position), 0.05) * (1.0 + 0.22 * groove), shine), 1.0);
}
