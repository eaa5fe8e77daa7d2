// Where the rocks stand and how they are shaped; corals grow on them. Needs reef/world.glsl.

// Their middles and half sizes. The heights were set by `bed`, so that none of a coral's vertices has
// to ask it.
const vec3 ROCK_AT[18] = vec3[18](
    vec3(-2.15, 0.21, -3.35), vec3(2.45, 0.02, -3.10), vec3(-5.60, 0.88, -5.40), vec3(-6.90, 1.43, 0.20),
    vec3(5.90, -0.58, -6.40), vec3(0.30, -0.02, -6.10), vec3(6.90, 0.47, -0.60), vec3(-9.50, -2.26, -15.50),
    vec3(12.00, -5.59, -21.00), vec3(3.20, -7.49, -31.00), vec3(-19.00, -6.71, -33.00), vec3(27.00, -7.87, -36.00),
    vec3(-4.20, 1.07, 5.40), vec3(3.60, 0.90, 5.80), vec3(0.20, 2.49, 11.50), vec3(16.00, 1.16, -8.50),
    vec3(-18.00, 4.10, -7.00), vec3(-2.40, -4.40, -15.00));
const vec3 ROCK_SIZE[18] = vec3[18](
    vec3(0.95, 0.66, 0.80), vec3(0.72, 0.46, 0.62), vec3(2.10, 2.70, 1.90), vec3(2.30, 3.00, 2.40),
    vec3(1.70, 1.35, 1.50), vec3(1.25, 0.46, 0.80), vec3(2.00, 1.75, 2.10), vec3(3.40, 7.60, 3.40),
    vec3(4.40, 10.0, 4.40), vec3(5.00, 13.0, 5.00), vec3(8.00, 19.0, 7.00), vec3(8.00, 17.0, 7.00),
    vec3(2.00, 1.60, 1.70), vec3(1.90, 1.80, 1.60), vec3(4.20, 2.60, 2.60), vec3(4.50, 7.00, 4.20),
    vec3(4.60, 8.50, 4.40), vec3(1.50, 3.60, 1.30));

// Lumps, shelves and hollows of rock `k` in direction `u` (unit): radius relative to its size.
float rock_swell(int k, vec3 u) {
    float s = 2.7 * float(k);
    float rough = k < 7 || (k > 11 && k < 15) ? 1.0 : 1.7;      // towers are more rugged
    vec3 a = sin(vec3(3.1, 4.4, 2.6) * u + 0.6 * u.yzx + vec3(1.0, 2.0, 1.7) * s);
    vec3 b = sin(vec3(8.3, 11.0, 6.1) * u.xyz - 3.3 * u.zxy + vec3(1.0, 1.3, 2.2) * s);
    return 1.0 + rough * (0.17 * a.x * a.z + 0.10 * a.y) + 0.08 * b.x * b.z + 0.05 * b.y + 0.03 * b.x * a.y;
}

vec3 rock_point(int k, vec3 u) {
    return ROCK_AT[k] + ROCK_SIZE[k] * (u * rock_swell(k, u));
}

// Share of the soft light that reaches a point of the bed beside the rocks, 0..1.
float beside_rocks(vec3 p) {
    float open = 1.0;
    for (int k = 0; k < 8; k++) {
        vec2 off = (p.xz - ROCK_AT[k].xz) / ROCK_SIZE[k].xz;
        float beyond = 1.0 + 1.1 * max(dot(off, off) - 0.64, 0.0);
        open *= 1.0 - 0.62 / (beyond * beyond);
    }
    return open;
}
