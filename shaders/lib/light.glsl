// Light on near things, soft as dusk is: a few wide sources and no hard shadow.

// Diffuse light of a sky with three colours: straight up, from the horizon on the bright side
// (unit vector `bright` in the plane), and back from the ground. `n` is the unit normal.
vec3 hemisphere_light(vec3 n, vec3 up, vec3 side, vec3 ground, vec2 bright) {
    float vertical = 0.5 + 0.5 * n.y;
    float facing = 0.5 + 0.5 * dot(n.xz, bright);
    return mix(ground, up, vertical) + side * facing * facing * (0.35 + 0.65 * (1.0 - abs(n.y)));
}

// Diffuse light of a small lamp at `lamp` (strength in light at one metre) on point `p`.
// Wrapped by 0.3, because a paper lantern is not a point; radius keeps the near field finite.
float lamp_light(vec3 p, vec3 n, vec3 lamp, float radius_m) {
    vec3 to = lamp - p;
    float d2 = dot(to, to) + radius_m * radius_m;
    return max(0.0, (dot(n, to) * inversesqrt(d2) + 0.3) * (1.0 / 1.3)) / d2;
}

// Schlick's Fresnel term (1994) for an unpolarised dielectric; 0.02 is water, 0.04 wood and rope.
float fresnel(float cosine, float at_normal) {
    float k = 1.0 - clamp(cosine, 0.0, 1.0);
    float k2 = k * k;
    return at_normal + (1.0 - at_normal) * k2 * k2 * k;
}
