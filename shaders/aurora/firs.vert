// Young firs bowed under snow, eleven near ones: tiers of boughs that droop at their tips.
#include "aurora/world.glsl"

out vec3 local;      // x: angle, y: 0 foot .. 1 tip, z: 0 within .. 1 out at a bough's tip
flat out float which;

const float TIERS = 9.0;

// How far a tier reaches at its share of height `f` (0 below .. 1), as a share of the tree's own
// width: widest low down, rounded under. `lobe` 0..1 is the bough in this direction.
float shelf(float f, float lobe) {
    return (1.0 - 0.66 * smoothstep(0.0, 1.0, f)) * (0.55 + 0.45 * smoothstep(0.0, 0.16, f)) * (0.56 + 0.60 * lobe * (1.0 - 0.7 * f));
}

void main() {
    float seed = 6.2831853 * in_random.x;
    float tall = 1.15 + 1.5 * in_random.y + 0.10 * length(in_offset.xz);
    float a = 6.2831853 * in_uv.x;
    float t = in_uv.y;
    vec2 ring = vec2(cos(a), sin(a));

    // Tiers are no rings: each climbs and dips round the stem.
    float climb = 4.0 * t * (1.0 - t);
    float k = clamp(t * TIERS + climb * (0.34 * sin(a + 1.9 * seed) + 0.22 * sin(3.0 * a + seed)), 0.0, TIERS);
    float tier = floor(min(k, TIERS - 0.001));
    float f = k - tier;
    float phase = 2.4 * tier + seed;
    // Boughs of a tier: five to seven lobes, none like the other.
    float lobes = 5.0 + mod(tier, 3.0);
    float share = 0.72 + 0.28 * cos(2.0 * a + 1.7 * phase);
    float lobe = (0.5 + 0.5 * cos(lobes * a + phase)) * share;
    float turn = -0.5 * lobes * sin(lobes * a + phase) * share;  // of the lobe with the angle
    float left = max(1.0 - (tier + 0.55 * f) / (TIERS + 0.25), 0.0);
    float wide = 0.30 * tall * left * (1.35 - 0.35 * left) * smoothstep(0.0, 0.012, t) * smoothstep(1.0, 0.985, t);

    float r = wide * shelf(f, lobe);
    float tip = lobe * (1.0 - f);
    float droop = 0.055 * tall * (1.0 - t);
    vec2 lean = 0.05 * tall * t * t * vec2(cos(seed * 3.0), sin(seed * 3.0));
    vec3 at = vec3(r * ring.x + lean.x, (t + 0.06) * tall - droop * tip, r * ring.y + lean.y);

    // The normal, from how place changes with the angle and with the height.
    const float LOWER = 0.010;
    float dr = wide * 0.60 * turn * (1.0 - 0.7 * f) * (1.0 - 0.66 * f);
    vec3 round_it = vec3(dr * ring.x - r * ring.y, -droop * turn * (1.0 - f), dr * ring.y + r * ring.x);
    float under = f - LOWER * TIERS;  // below zero it is in the narrow top of the tier beneath
    float rise = r - wide * (under < 0.0 ? 0.34 * (0.56 + 0.18 * lobe) : shelf(under, lobe));
    vec3 upward = vec3(rise * ring.x, LOWER * (tall + droop * lobe * TIERS), rise * ring.y);
    vec3 n = cross(upward, round_it);
    normal = n * inversesqrt(max(dot(n, n), 1e-12));
    local = vec3(a, t, tip);
    which = in_random.w;
    world_position = at + vec3(in_offset.x, snow_height(in_offset.xz) - 0.05, in_offset.z);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
