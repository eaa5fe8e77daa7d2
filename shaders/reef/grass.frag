#include "reef/world.glsl"
#include "reef/shown.glsl"

in float along;
flat in vec3 tint;

void main() {
    float at = clamp(along, 0.0, 1.0);
    vec3 shine = mix(vec3(0.06, 0.50, 0.42), vec3(0.40, 0.28, 0.66), smoothstep(0.45, 0.6, tint.r)) * (alive() * smoothstep(0.55, 1.0, at) * 0.7);
    color = vec4(shown(tint * (0.80 + 0.55 * at), shine), 1.0);
}
