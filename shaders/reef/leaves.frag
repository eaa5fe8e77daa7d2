#include "reef/world.glsl"
#include "reef/shown.glsl"

in vec2 leaf;      // may run past its bounds at the rim, see reef/shown.glsl
flat in float shade;
in float through;

void main() {
    float across = min(abs(leaf.x), 1.0);
    float up = clamp(leaf.y, 0.0, 1.0);
    float behind = clamp(through, 0.0, 1.15);
    float rib = 1.0 - smoothstep(0.0, 0.30, across);
    vec3 albedo = mix(vec3(0.44, 0.32, 0.070), vec3(0.36, 0.38, 0.085), shade) * (1.0 - 0.25 * rib) * (0.75 + 0.35 * up);
    // Light shines through a leaf: golden green.
    vec3 shining = vec3(0.42, 0.36, 0.050) * (behind * sun_power() * (0.75 + 0.25 * shade) * (1.0 - 0.35 * rib));
    // Where leaf and stem meet sits a float; it glows.
    float float_at = exp2(-60.0 * up * up);
    vec3 shine = vec3(0.10, 0.60, 0.42) * (alive() * (0.9 * float_at + 0.20 * across * up));
    color = vec4(shown(albedo, shining * (0.5 + 0.5 * kept.g) + shine), 1.0);
}
