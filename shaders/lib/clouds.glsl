// Clouds of the evening, in two steps: where a direction meets the layer of cloud (smooth: work it
// out at the corners of a dome and hand it down), and what is there (for every pixel).
// Needs lib/noise.glsl and lib/sky.glsl.

// High cirrus in direction `ray` (unit, above the horizon). xy: the place in its layer,
// z: 0 at the horizon .. 1 clear of it.
// Combed by the wind aloft at 55 degrees to the sun's bearing, so that perspective draws the near
// streaks across the vault and the far ones into long bars over the horizon.
vec3 cirrus_at(vec3 ray, Dusk dusk, float time_s) {
    // A layer overhead, curved like the Earth: at the horizon it is ten heights away, not endless.
    vec2 p = ray.xz / (ray.y + 0.10 + 0.25 * ray.y * ray.y);
    const vec2 WIND = vec2(0.574, 0.819);
    vec2 bearing = vec2(dusk.sun.x * WIND.x - dusk.sun.y * WIND.y, dusk.sun.x * WIND.y + dusk.sun.y * WIND.x);
    p = vec2(dot(p, bearing), dot(p, vec2(-bearing.y, bearing.x))) + vec2(0.008, 0.003) * time_s;
    return vec3(p, smoothstep(0.005, 0.060, ray.y));
}

// What is there, from `at` of cirrus_at and the size of a pixel in the units of `at.xy`:
// x = opacity 0..1, y = thickness 0..1.
vec2 cirrus_over(vec3 at, float footprint) {
    // Where there is cloud at all, and how its streaks are combed.
    float field = noise(at.xy * vec2(0.42, 0.70) + vec2(8.6, 3.2));
    vec2 q = at.xy * vec2(0.75, 2.70) + vec2(0.70, 1.30) * field;
    float n = 0.50 * noise(q) * band_kept(2.7, footprint);
    q = q * vec2(1.9, 2.3) + vec2(0.6, 0.2) * n + 11.0;
    n += 0.32 * noise(q) * band_kept(6.2, footprint);
    q = mat2(0.96, 0.28, -0.28, 0.96) * q * vec2(1.7, 2.4) + 5.0;
    n += 0.22 * noise(q) * band_kept(14.0, footprint);
    float cover = smoothstep(-0.10, 1.05, n + 0.75 * field);
    return vec2(cover * at.z, smoothstep(0.30, 0.95, cover));
}
