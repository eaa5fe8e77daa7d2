// What jetty, posts, rope and reeds share: how evening, lantern and air fall on a solid thing.
#include "bay/world.glsl"

// Light of the two nearest lanterns (xyz where, w how bright; from `lamp_of` in the vertex shader)
// on `p` with normal `n`.
vec3 lantern_light(vec3 p, vec3 n, vec4 lamp_a, vec4 lamp_b) {
    float sum = lamp_a.w * lamp_light(p, n, lamp_a.xyz, 0.25) + lamp_b.w * lamp_light(p, n, lamp_b.xyz, 0.25);
    return LAMP * 0.75 * sum;
}

// What a dull mirror shows of the evening: the sky of `evening_light`, cheaper than the sky itself.
vec3 evening_mirror(vec3 ray) {
    float facing = 0.5 + 0.5 * dot(ray.xz, SUN_AZIMUTH);
    vec3 side = mix(vec3(0.42, 0.28, 0.27), vec3(0.85, 0.43, 0.20), warmth) * (1.0 - 0.45 * hour);
    float low = exp2(-3.5 * abs(ray.y));
    return (vec3(0.07, 0.11, 0.22) + side * facing * facing * low) * breath_light();
}

// Shades a solid: `albedo` 0..1, `gloss` 0..1 how much of the sky it mirrors at grazing angles,
// `open` 0..1 how much of the sky it sees.
vec3 shade(vec3 albedo, float gloss, vec3 p, vec3 n, float open, vec4 lamp_a, vec4 lamp_b) {
    vec3 view = normalize(eye_position.xyz - p);
    vec3 c = albedo * (evening_light(n) * open + lantern_light(p, n, lamp_a, lamp_b));
    float f = fresnel(max(dot(n, view), 0.0), 0.035) * gloss;
    return c + evening_mirror(reflect(-view, n)) * f * open;
}
