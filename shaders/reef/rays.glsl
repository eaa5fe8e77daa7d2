// Rays of light that stand in the water all round, alike in direction to the sun's, so that to the eye
// they fan out from where it is. They belong to what is far: the open water and its surface.

// Vertex stage. `ray`: unit, from the eye; `side`: 1 or -1 on the seam of the mesh, which must lie away
// from the sun, and else 0. x: turns round the sun, 0 below it; y: how strong the rays are, 0..1.
vec2 rays_at(vec3 ray, float side) {
    const vec2 LEVEL = vec2(0.5573, -0.8303);   // bearing of SUN
    float ahead = dot(ray.xz, LEVEL);
    float right = dot(ray.xz, vec2(-LEVEL.y, LEVEL.x));
    float below = SUN.y * ahead - 0.5383 * ray.y;
    float turns = atan(right, below) * 0.15915494;
    if (side != 0.0) turns = 0.5 * side;
    float towards = 0.5 + 0.5 * dot(ray, SUN);
    float strength = (0.10 + 0.90 * towards * towards) * smoothstep(-0.45, 0.10, ray.y) * smoothstep(0.76, 0.45, ray.y);
    return vec2(turns, strength);
}

// Their light where they are strongest; it grows with the breath.
vec3 ray_light() {
    vec3 tone = mix(vec3(0.030, 0.060, 0.085), vec3(0.085, 0.300, 0.330), daylight) * (0.25 + 0.75 * daylight);
    return tone * (0.50 * (0.12 + 1.40 * swell) * (1.15 - 0.30 * clarity));
}
