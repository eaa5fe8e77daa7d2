// What lies behind the trees: mist with light in it, the roof of leaves high up, and the morning
// sky in its gaps.
#include "glade/world.glsl"

in vec3 open_sky;
in vec3 leaves;
in vec3 shaded;
in float thick;
in vec2 kept;

void main() {
    vec3 r = world_position - eye_position.xyz;
    vec2 q = r.xz * (12.0 / max(r.y, 4.0));
    float leaf = kept.x * quick_noise(mat2(2.08, 1.56, -1.56, 2.08) * q);
    float at = thick + leaf;
    float cover = clamp(0.5 + at * kept.y, 0.0, 1.0);
    float deep = clamp(1.1 * at + 0.75 * leaf, 0.0, 1.0);
    color = vec4(mix(open_sky, mix(leaves, shaded, deep), cover), 1.0);
}
