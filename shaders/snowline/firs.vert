// Young spruces bowed under snow; each one's tip stands at in_offset.y, where a bird may sit.
#include "snowline/world.glsl"

// At the edge of a thing a varying must not guess beyond it: all are centroid.
centroid out vec3 local;      // x: angle, y: 0 foot .. 1 tip, z: slope, normal.y
centroid out vec3 green;      // as they are shown: its boughs, snow on them
centroid out vec3 white;
flat out float which;

float seed;
float tall;

// A point of the tree: `a` the angle, `t` 0 foot .. 1 tip.
vec3 tree(float a, float t, out float tip) {
    const float TIERS = 9.0;
    // Tiers are no rings: each climbs and dips round the stem.
    float k = clamp(t * TIERS + 0.34 * sin(a + 1.9 * seed) * sin(3.14159 * t) + 0.22 * sin(3.0 * a + seed) * sin(3.14159 * t), 0.0, TIERS);
    float tier = floor(min(k, TIERS - 0.001));
    float f = k - tier;
    float phase = 2.4 * tier + seed;
    // Boughs of a tier: five to seven lobes, none like the other.
    float lobes = 5.0 + mod(tier, 3.0);
    float lobe = 0.5 + 0.5 * cos(lobes * a + phase);
    lobe *= 0.72 + 0.28 * cos(2.0 * a + 1.7 * phase);
    float envelope = (0.25 + 0.06 * in_random.z) * tall * pow(max(1.0 - (tier + 0.55 * f) / (TIERS + 0.25), 0.0), 0.82);
    float shelf = 1.0 - smoothstep(0.0, 1.0, f) * 0.66;      // each tier is widest low down
    shelf *= smoothstep(0.0, 0.16, f) * 0.45 + 0.55;         // and rounds under
    tip = lobe * (1.0 - f);
    float r = envelope * shelf * (0.56 + 0.60 * lobe * (1.0 - 0.7 * f));
    r *= smoothstep(0.0, 0.012, t) * smoothstep(1.0, 0.985, t);
    float y = t * tall - 0.055 * tall * tip * (1.0 - t) + 0.06 * tall;
    vec2 lean = 0.20 * tall * t * t * (1.0 - t) * vec2(cos(seed * 3.0), sin(seed * 3.0));
    return vec3(r * cos(a) + lean.x, y, r * sin(a) + lean.y);
}

void main() {
    seed = 6.2831853 * in_random.x;
    float root = snow_height(in_offset.xz) - 0.08;
    tall = (in_offset.y - root) / 1.06;
    which = in_random.w;
    float a = 6.2831853 * in_uv.x;
    float t = in_uv.y;
    float tip;
    float unused;
    vec3 at = tree(a, t, tip);
    vec3 round_it = tree(a + 0.05, t, unused) - at;
    vec3 upward = at - tree(a, t - 0.010, unused);
    vec3 n = cross(upward, round_it);
    normal = dot(n, n) > 1e-12 ? normalize(n) : vec3(0.0, 1.0, 0.0);
    world_position = at + vec3(in_offset.x, root, in_offset.z);
    local = vec3(a, t, normal.y);
    float open = (0.66 + 0.34 * smoothstep(0.0, 0.6, tip + 0.3 * t)) * smoothstep(-0.1, 0.25, t + 0.1);
    vec3 light = open * day_light(normalize(normal + vec3(0.0, 0.12, 0.0)), 0.95);
    vec3 view = normalize(eye_position.xyz - world_position);
    float edge = 1.0 - max(dot(normal, view), 0.0);
    green = as_shown(vec3(0.040, 0.058, 0.045) * light);
    white = as_shown(SNOW * light + sun_color() * (edge * edge * max(dot(-view, SUN), 0.0) * 0.30));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
