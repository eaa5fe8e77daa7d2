// The great trees round the glade, and the boughs that reach out over it.
#include "glade/world.glsl"

// x, z, radius at a man's height, seed.
const int GREAT = 16;
const vec4 TREES[GREAT] = vec4[GREAT](
    vec4(-3.7, -4.4, 0.40, 0.3), vec4(4.7, -4.5, 0.52, 1.7), vec4(2.3, -9.2, 0.40, 2.9), vec4(-1.5, -11.8, 0.44, 4.1),
    vec4(-7.2, -7.9, 0.46, 5.3), vec4(7.6, -8.4, 0.42, 0.9), vec4(-6.3, -1.2, 0.50, 2.2), vec4(6.6, 0.9, 0.48, 3.6),
    vec4(4.1, 5.4, 0.55, 5.0), vec4(-4.5, 5.0, 0.44, 1.1), vec4(0.5, 8.4, 0.50, 2.6), vec4(-8.6, 3.6, 0.42, 4.6),
    vec4(8.6, 5.4, 0.44, 0.5), vec4(5.4, -13.4, 0.40, 3.2), vec4(-5.6, -14.0, 0.42, 1.9), vec4(10.5, -3.0, 0.40, 5.7));

// Which of them stand near the seat (the farther ones are made of less), and which do not.
const int NEAR[7] = int[7](0, 1, 6, 7, 8, 9, 10);
const int FAR[9] = int[9](2, 3, 4, 5, 11, 12, 13, 14, 15);

// The middle of a trunk at height `y` over its foot: a little bent, none like the other.
vec2 stem(vec4 tree, float y) {
    float s = tree.w;
    return tree.xy + 0.024 * y * (vec2(fract(3.1 * s), fract(5.7 * s)) - 0.5) + 0.07 * min(0.3 * y, 1.0) * vec2(swing(0.067 * y + s), swing(0.056 * y + 2.0 * s));
}

float girth(vec4 tree, float y) {
    return tree.z * (1.0 - 0.022 * y - 0.0008 * y * y);
}

struct Bough {
    vec3 from;
    vec3 way;        // unit, level
    float long_m;
    float rise;      // slope where it leaves the trunk
    float thick_m;
};

const int BOUGHS_EACH = 7;

Bough bough_of(int i) {
    int t = i / BOUGHS_EACH;
    int k = i - t * BOUGHS_EACH;
    vec4 tree = TREES[t];
    vec2 h = spread(i);
    vec2 g = fract(spread(i).yx * 7.31 + 0.17);
    float y = 3.1 + 1.60 * float(k) + 1.2 * h.x;
    // Towards the light: most boughs reach for the glade.
    // None straight at the seat, where it would be seen end on.
    float room = length(tree.xy);
    vec2 home = -tree.xy / room;
    float turn = (h.y < 0.5 ? -1.0 : 1.0) * (0.42 + 2.6 * fract(2.0 * h.y) * fract(2.0 * h.y));
    vec2 level = normalize(home + turn * vec2(-home.y, home.x));
    Bough b;
    vec2 at = stem(tree, y);
    b.from = vec3(at.x, y, at.y);
    b.way = vec3(level.x, 0.0, level.y);
    b.long_m = min((2.3 + 2.4 * g.x) * (0.8 + 0.05 * room), room * 0.72);
    b.rise = 0.30 + 0.35 * g.y;
    b.thick_m = 0.020 + 0.015 * b.long_m;
    return b;
}

// A point of the bough, t = 0 trunk .. 1 tip: it climbs, then bows.
vec3 along(Bough b, float t) {
    float bend = 0.09 * t * swing(10.0 * b.rise + 0.64 * t) + 0.02 * swing(14.0 * b.rise + 2.1 * t);
    vec3 side = vec3(-b.way.z, 0.0, b.way.x);
    return b.from + b.long_m * (b.way * t + side * bend + vec3(0.0, b.rise * t - 0.46 * t * t + 0.03 * swing(1.75 * t + 8.0 * b.rise), 0.0));
}
