#include "reef/world.glsl"
#include "reef/shown.glsl"

in float along;
in float side;
flat in vec3 tint;

void main() {
    float at = clamp(along, 0.0, 1.0);
    float across = clamp(side, -1.0, 1.0);
    float tip = smoothstep(0.70, 0.92, at);
    vec3 albedo = mix(tint * (0.85 + 0.25 * at), vec3(0.86, 0.42, 0.70), tip) * (1.0 - 0.25 * across * across);
    vec3 shine = mix(vec3(0.05, 0.30, 0.30), vec3(0.42, 0.30, 0.80), tip) * (alive() * (0.15 + 0.95 * tip));
    color = vec4(shown(albedo, shine), 1.0);
}
