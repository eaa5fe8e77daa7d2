// Needs lib/quick_noise.glsl.

// quick_noise_with_slope with a fade of fifth order: even what mirrors in the slope has no seams.
// x = value -1..1, yz = d/dp (units of value per unit of p).
vec3 smooth_noise_with_slope(vec2 p) {
    vec2 cell = floor(p);
    vec2 f = p - cell;
    vec2 u = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    vec2 g = f - f * f;
    vec4 h = quick_corners(cell);
    vec2 row = mix(h.xz, h.yw, u.x);
    float down = row.y - row.x;
    float right = mix(h.y - h.x, h.w - h.z, u.y);
    return vec3((row.x + down * u.y) * 2.0 - 1.0, 60.0 * g * g * vec2(right, down));
}
