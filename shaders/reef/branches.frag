#include "reef/world.glsl"
#include "reef/shown.glsl"

in float along;
in float side;
in vec3 towards;
flat in vec3 tint;
flat in vec3 sun_here;
flat in float light_of_its_own;

void main() {
    float at = clamp(along, 0.0, 1.0);
    float across = clamp(side, -1.0, 1.0);
    float tip = clamp(3.6 * at - 2.6, 0.0, 1.0);
    vec3 albedo = mix(tint * (0.62 + 0.45 * at), vec3(0.84, 0.77, 0.72), 0.55 * tip);
    // The sun on a round thing, `across` of the way to its flank.
    float sun = max(towards.x * across + towards.y * (1.0 - 0.6 * across * across) + 0.35, 0.0) * towards.z;
    vec3 through = clamp(kept, 0.0, 1.0);
    vec3 light = clamp(shaded, 0.0, 0.4) * (1.0 - 0.25 * across * across) + sun_here * through * min(sun, 1.0);
    // Growing tips shine: blue-green for most, violet for some.
    vec3 shine = tint.r < 0.38 ? vec3(0.06, 0.52, 0.56) : vec3(0.26, 0.22, 0.72);
    float own = clamp(at * 1.8 - 0.8, 0.0, 1.0);
    color = vec4(albedo * light + shine * (alive() * light_of_its_own * own * own) * through + clamp(veil, 0.0, 0.8), 1.0);
}
