// Light that the moving surface draws on what lies under it. Needs reef/world.glsl.

// Brightness of the sun at `p` on the sea bed (metres, along the light), mean about 1; lines that a
// pixel of `footprint` metres cannot show are spread out. Far slower than in the sea, and soft: a
// line takes seconds to cross a hand, so that nothing under it flickers.
float caustics(vec2 p, float footprint) {
    float seen = 1.0 - smoothstep(0.10, 0.45, footprint);
    if (seen <= 0.0) return 1.0;
    vec2 q = mat2(0.84, 0.54, -0.54, 0.84) * p;
    vec3 bend = noise_with_slope(q * 0.62 + vec2(0.018, 0.012) * time_s);
    vec2 a = p * 1.05 + 0.34 * bend.yz + vec2(-0.017, 0.022) * time_s;
    float line = abs(noise(a) + 0.35 * bend.x);
    float w = 0.125 + 1.2 * footprint;
    float light = w / (w + line) * 1.30;
    float near = 1.0 - smoothstep(0.05, 0.12, footprint);
    float thin = 0.13;                       // its mean, where the finer net is not seen
    if (near > 0.0) {
        vec2 b = q * 1.9 - 0.30 * bend.zy + vec2(0.026, -0.018) * time_s;
        thin = mix(thin, abs(noise(b) - 0.20 * bend.x), near);
    }
    light += 0.60 * (w / (w + thin));
    return mix(1.0, 0.46 + light * light * (0.094 / w + 0.10), seen * 0.80);
}

// Where on the level of the seat the light that falls on `at` came by.
vec2 along_light(vec3 at) {
    return at.xz - SUN.xz * (at.y / SUN.y);
}
