// What lies behind the trees: mist with light in it, the roof of leaves high up, and the morning
// sky in its gaps.
#include "glade/world.glsl"

in vec3 open_sky;
in vec3 leaves;
in vec3 haze;
in float thick;
in vec3 kept;

void main() {
    vec3 r = world_position - eye_position.xyz;
    vec2 q = r.xz * (12.0 / max(r.y, 4.0));
    float mid = quick_noise(q * 0.95 + 7.0);
    float leaf = quick_noise(mat2(0.8, 0.6, -0.6, 0.8) * q * 3.1 + 0.9 * mid);
    float at = thick + kept.x * mid + kept.y * leaf;
    float cover = clamp(0.5 + 0.6 * at / kept.z, 0.0, 1.0);
    float deep = clamp(1.1 * at + 0.75 * kept.y * leaf, 0.0, 1.0);
    color = vec4(mix(open_sky, leaves * (1.0 - 0.80 * deep), cover) + haze, 1.0);
}
