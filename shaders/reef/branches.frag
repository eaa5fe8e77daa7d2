#include "reef/world.glsl"
#include "reef/shown.glsl"

in float along;
flat in vec3 tint;
flat in float light_of_its_own;

void main() {
    float at = clamp(along, 0.0, 1.0);
    float tip = smoothstep(0.72, 1.0, at);
    vec3 albedo = mix(tint * (0.62 + 0.45 * at), mix(tint, vec3(0.82, 0.74, 0.70), 0.42), tip);
    // Growing tips shine: blue-green for most, violet for some.
    vec3 shine = mix(vec3(0.06, 0.52, 0.56), vec3(0.26, 0.22, 0.72), smoothstep(0.30, 0.45, tint.r));
    float lit = smoothstep(0.45, 1.0, at);
    color = vec4(shown(albedo, 1.05, shine * (alive() * light_of_its_own * lit * lit)), 1.0);
}
