// Light that the moving surface draws on what lies under it: two nets of light, each of three waves
// that cross, bent for each vertex by reef/net.glsl. Needs reef/waves.glsl. Far slower than in the
// sea, and soft: a line takes seconds to cross a hand, so that nothing under it flickers.

// Brightness of the sun at places `net`, mean about 1; lines that a pixel of `footprint` metres
// cannot show are spread out.
float caustics(vec4 net, float slack, float footprint) {
    vec3 a = swing(vec3(0.36 * net.x + 0.07 * net.y, 0.33 * net.y - 0.12 * net.x, 0.29 * net.x - 0.26 * net.y));
    vec3 b = swing(vec3(0.37 * net.z - 0.05 * net.w, 0.35 * net.w + 0.10 * net.z, 0.25 * net.z + 0.29 * net.w));
    float w = 0.125 + 1.2 * footprint;
    float line = 0.40 * abs(a.x + a.y + a.z + slack);
    float thin = 0.40 * abs(b.x + b.y + b.z - 0.5 * slack);
    float light = w * (1.30 / (w + line) + 0.60 / (w + thin));
    float seen = 0.80 * clamp(1.3 - 3.0 * footprint, 0.0, 1.0);
    return 1.0 + seen * (light * light * (0.094 / w + 0.10) - 0.54);
}

// The same as a share of the way from shown under a mean sun, 0, to shown under two and a half times as much,
// 1: the eye takes each further doubling for less.
float sun_lines(vec4 net, float slack, float footprint) {
    float more = caustics(net, slack, footprint) - 1.0;
    return min(more * (0.85 / (1.0 + 0.35 * max(more, 0.0))), 1.0);
}
