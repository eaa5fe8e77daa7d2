// Fragment stage: the skin of old trees. Its patterns are swings that bend one another, which cost
// a few operations each; light and air come from the corners (`world.glsl`).
#include "glade/world.glsl"

// Bark at `at` (metres round the trunk, metres up): x height of its plates about -1..1, y its
// slope across, z a fine grain. `kept`: what a pixel keeps of plates and of grain. Long plates, torn crosswise, with a finer grain in them.
vec3 bark(vec2 at, float seed, vec2 kept) {
    float bent = swing(0.23 * at.y + 1.3 * at.x + seed);
    float u = 5.3 * at.x + 7.0 * seed + 0.30 * bent + 0.16 * swing(0.71 * at.y - 2.3 * at.x);
    float torn = swing(0.62 * at.y + 0.37 * u + seed);
    vec2 plate = 0.62 * swing_with_slope(u + 0.26 * torn);
    plate += 0.50 * swing_with_slope(0.573 * u + 0.31 * swing(0.41 * at.y - 0.29 * u) + 0.3) * vec2(1.0, 0.573);
    float fine = swing(4.1 * u + 0.8 * torn) * swing(1.9 * at.y + 0.7 * u) * kept.y;
    // Cracks run where the pattern crosses zero; what lies between is a plate with round edges.
    float x = min(1.7 * abs(plate.x), 1.0);
    float rise = sign(plate.x) * plate.y * (1.0 - x);
    return vec3(mix(0.30, 1.25 * x * (2.0 - x) - 0.55, kept.x) + 0.35 * fine, -0.9 * rise * kept.x, fine);
}

// What grows on bark or stone at `at`. `want` about -1..1: how much moss likes the place; `fine` a fine
// grain, -1..1. x: share of moss, y: of pale lichen, z: how light the moss is, about -1..1.
vec3 grown_on(float want, vec2 at, float seed, float fine) {
    vec2 p = at * vec2(1.9, 1.4) + seed;
    float warp = swing(0.61 * p.y + 0.43 * p.x + 3.0 * seed);
    float n = 0.60 * swing(p.x + 0.45 * warp) * swing(0.83 * p.y + 0.5 * warp) + 0.35 * warp + 0.30 * fine;
    float moss = clamp(2.2 * (want + 0.6 * n) + 0.28, 0.0, 1.0);
    return vec3(0.88 * moss, clamp(min(2.5 * n - 1.1, want + 1.2) - moss, 0.0, 0.5), n);
}
