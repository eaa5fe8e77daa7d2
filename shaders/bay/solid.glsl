// What jetty, posts, rope and reeds share: how evening, lantern and air fall on a solid thing.
#include "bay/world.glsl"

// Light of the two nearest lanterns (xyz where, w how bright; from `lamp_of` in the vertex shader)
// on `p` with normal `n`.
vec3 lantern_light(vec3 p, vec3 n, vec4 lamp_a, vec4 lamp_b) {
    // lamp_light of lib/light.glsl for both at once
    vec3 a = lamp_a.xyz - p;
    vec3 b = lamp_b.xyz - p;
    vec2 inverse = inversesqrt(vec2(dot(a, a), dot(b, b)) + 0.0625);
    vec2 falls = max(vec2(dot(n, a), dot(n, b)) * inverse + 0.3, 0.0) * inverse * inverse;
    return LAMP * (0.57692 * dot(falls, vec2(lamp_a.w, lamp_b.w)));
}

// What a dull mirror shows of the evening: the sky of `evening_light`, cheaper than the sky itself.
vec3 evening_mirror(vec3 ray) {
    float facing = 0.5 + 0.5 * dot(ray.xz, SUN_AZIMUTH);
    float low = 1.0 - min(abs(ray.y), 1.0);
    return (vec3(0.07, 0.11, 0.22) + evening_side() * (1.06 * facing * facing * low * low)) * breath_light();
}

// Shades a solid: `albedo` 0..1, `gloss` 0..1 how much of the sky it mirrors at grazing angles,
// `open` 0..1 how much of the sky it sees.
vec3 shade(vec3 albedo, float gloss, vec3 p, vec3 n, float open, vec4 lamp_a, vec4 lamp_b) {
    vec3 view = normalize(eye_position.xyz - p);
    vec3 c = albedo * (evening_light(n) * open + lantern_light(p, n, lamp_a, lamp_b));
    float f = fresnel(max(dot(n, view), 0.0), 0.035) * gloss;
    return c + evening_mirror(reflect(-view, n)) * f * open;
}
