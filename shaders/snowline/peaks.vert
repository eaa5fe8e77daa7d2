#include "snowline/range.glsl"

out vec3 warm;       // as they are shown without air: flanks that face the sun, the others, bare rock
out vec3 cold;
out vec3 rock;

void main() {
    land(2);
    float a = shape.x;
    vec3 across = vec3(cos(a), 0.0, sin(a));
    vec3 n = vec3(-0.62 * sin(a), 0.66, 0.62 * cos(a));
    vec3 to_sun = across * (dot(across, SUN) < 0.0 ? -0.9 : 0.9);
    const vec3 FACE = vec3(0.84, 0.86, 0.90);
    warm = as_shown(FACE * day_light(normalize(n + to_sun), 1.0));
    cold = as_shown(FACE * day_light(normalize(n - 1.9 * to_sun), 1.0));
    rock = as_shown(vec3(0.30, 0.29, 0.32) * day_light(normalize(n), 1.0));
}
