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

// Where there is cloud at all, -1..1, at `at.xy` of cirrus_at: smooth.
float cirrus_field(vec2 at) {
    return noise(at * vec2(0.42, 0.70) + vec2(8.6, 3.2));
}

// How much of the two sizes of streaks a pixel `pixel_rad` wide resolves in direction `ray`: smooth.
vec2 cirrus_kept(vec3 ray, float pixel_rad) {
    float down = 1.0 / (ray.y + 0.10 + 0.25 * ray.y * ray.y);
    // the steeper of the two ways in which cirrus_at changes with the direction: in height, or round
    float footprint = pixel_rad * max(down * (ray.y + down * (1.0 + 0.5 * ray.y)), down);
    return vec2(band_kept(2.7, footprint), band_kept(9.0, footprint));
}

// What is there, from `at.xy` of cirrus_at and the two above:
// x = how much of the sky is hidden 0..1 (right down to the horizon), y = thickness 0..1.
vec2 cirrus_streaks(vec2 at, float field, vec2 kept) {
    // How the streaks are combed.
    vec2 q = at * vec2(0.75, 2.70) + vec2(0.70, 1.30) * field;
    float n = 0.52 * noise(q) * kept.x;
    q = mat2(0.97, 0.24, -0.24, 0.97) * q * vec2(2.2, 3.3) + vec2(0.9, 0.3) * n + 11.0;
    n += 0.44 * noise(q) * kept.y;
    float cover = clamp((n + 0.75 * field + 0.10) * (1.0 / 1.15), 0.0, 1.0);
    cover *= cover * (3.0 - 2.0 * cover);
    return vec2(cover, clamp(1.55 * cover - 0.48, 0.0, 1.0));
}

// All of it for every pixel, from `at` of cirrus_at and the size of a pixel in the units of `at.xy`:
// x = opacity 0..1, y = thickness 0..1.
vec2 cirrus_over(vec3 at, float footprint) {
    vec2 kept = vec2(band_kept(2.7, footprint), band_kept(9.0, footprint));
    vec2 cloud = cirrus_streaks(at.xy, cirrus_field(at.xy), kept);
    return vec2(cloud.x * at.z, cloud.y);
}
