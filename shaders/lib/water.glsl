// A calm water surface: long waves that are resolved, ripples that may not be.
// Needs lib/noise.glsl.

struct Surface {
    vec2 slope;      // d height / d(x, z) of what a pixel can resolve
    float variance;  // variance of the slope, per axis, that it cannot
};

// Slope of small wind ripples at `p` (metres), for a pixel covering `footprint_m`.
// `strength` 0..1 scales slopes from glassy to a light breeze (root mean square slope about 0.12,
// Cox & Munk 1954 at 3 m/s is 0.14). What cannot be resolved comes back as variance, so that
// far water is rough instead of noisy. Phases run with time only: strength may change freely.
Surface ripples(vec2 p, float time_s, float strength, float footprint_m) {
    Surface s = Surface(vec2(0.0), 0.0);
    // Three crossing long ripples; a slow bend of the fronts keeps them from looking ruled.
    float bend = noise(p * 0.21 + vec2(0.05, -0.03) * time_s);
    vec3 phase = vec3(dot(p, vec2(1.55, 2.35)), dot(p, vec2(-2.9, 2.6)), dot(p, vec2(4.4, 1.2)));
    phase += vec3(2.6, 3.4, 4.1) * bend - vec3(1.35, 1.75, 1.95) * time_s;
    vec3 c = cos(phase);
    float k1 = band_kept(0.45, footprint_m);
    float k2 = band_kept(0.62, footprint_m);
    float k3 = band_kept(0.73, footprint_m);
    vec3 a = strength * vec3(0.044, 0.036, 0.030);
    s.slope += vec2(0.55, 0.83) * (a.x * k1 * c.x) + vec2(-0.74, 0.67) * (a.y * k2 * c.y) +
               vec2(0.96, 0.26) * (a.z * k3 * c.z);
    s.variance += dot(a * a, 1.0 - vec3(k1, k2, k3)) * 0.25;
    // Small ripples, two sizes, drifting apart.
    float k4 = band_kept(1.25, footprint_m);
    float k5 = band_kept(3.3, footprint_m);
    float a4 = 0.060 * strength;
    float a5 = 0.050 * strength;
    if (k4 > 0.0) s.slope += a4 * k4 * noise_with_slope(p * vec2(1.15, 1.4) + vec2(0.33, 0.52) * time_s).yz;
    if (k5 > 0.0) s.slope += a5 * k5 * noise_with_slope(p * vec2(3.6, 3.0) + vec2(-0.85, 0.62) * time_s).yz;
    s.variance += 1.1 * (a4 * a4 * (1.0 - k4 * k4) + a5 * a5 * (1.0 - k5 * k5)) + 2e-5;
    return s;
}

// Light of a distant lamp mirrored by rough water: density of facets that mirror `light` (unit,
// towards the lamp) to `view` (unit, towards the eye), Gaussian in slope (Cox & Munk 1954).
// `spread` adds to the variance: the lamp's own size, and ripples finer than those drawn.
float glitter(Surface s, vec3 view, vec3 light, float spread) {
    vec3 h = view + light;
    vec2 wanted = -h.xz / max(h.y, 1e-3);
    vec2 off = wanted - s.slope;
    float v = s.variance + spread;
    return exp2(-0.72135 * dot(off, off) / v) / (6.2831853 * v);
}
