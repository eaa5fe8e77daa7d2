// What jetty, posts, rope and reeds share: how evening, lantern and air fall on a solid thing.
#include "bay/world.glsl"

// Light of the nearest floating lanterns on `p` with normal `n`.
vec3 lantern_light(vec3 p, vec3 n) {
    float sum = 0.0;
    for (int i = 0; i < 2; ++i) {
        float s = float(i) / float(LANTERNS - 1);
        sum += lantern_power(s) * lamp_light(p, n, lantern_center(s), 0.25);
    }
    return LAMP * 0.55 * sum;
}

// Shades a solid: `albedo` 0..1, `gloss` 0..1 how much of the sky it mirrors at grazing angles.
vec3 shade(vec3 albedo, float gloss, vec3 p, vec3 n, float open) {
    vec3 view = normalize(eye_position.xyz - p);
    vec3 light = evening_light(n) * open + lantern_light(p, n);
    vec3 c = albedo * light;
    vec3 mirror = reflect(-view, n);
    mirror.y = abs(mirror.y) + 0.05;
    float f = fresnel(max(dot(n, view), 0.0), 0.035) * gloss;
    c += sky_light(normalize(mirror)) * f * open;
    return c;
}
