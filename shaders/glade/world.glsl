// Facts of the glade, shared by all its layers. Metres, +y up, -z ahead, the seat at the origin;
// y = 0 is about the forest floor.
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"
#include "lib/fog.glsl"
#include "lib/film.glsl"

const vec3 SUN = vec3(-0.4842, 0.4067, -0.7747);   // towards the light: ahead, to the left
const vec2 SUN_LEVEL = vec2(-0.5300, -0.8480);       // its bearing: x, z

// A smooth swing -1..1, one a unit of `turns`, where a sine's exact form does not matter: it is
// made of parabolas.
float swing(float turns) {
    float x = 2.0 * fract(turns) - 1.0;
    return 4.0 * x * (abs(x) - 1.0);
}

// The same and its slope (per turn), for patterns that take light.
vec2 swing_with_slope(float turns) {
    float x = 2.0 * fract(turns) - 1.0;
    return vec2(4.0 * x * (abs(x) - 1.0), 16.0 * abs(x) - 8.0);
}

// Radians a pixel of this eye's picture sees, about: with it vertex shaders tell what a pattern's
// band_kept is.
float pixel_angle() {
    return 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
}

// How far the sun is through the trees, 0..1.
float sunrise() {
    return smoothstep(0.20, 1.0, hour);
}

vec3 sun_color() {
    return mix(vec3(1.05, 0.84, 0.60), vec3(1.30, 0.80, 0.30), warmth);
}

// Direct light of the sun on a thing that faces it.
vec3 sun_light() {
    return sun_color() * (3.4 * sunrise() * (0.55 + 0.45 * warmth));
}

// Light of the air in direction `ray` (unit): blue shade, gold towards the sun.
vec3 air_color(vec3 ray) {
    float g = 0.5 + 0.5 * dot(ray, SUN);
    float g2 = g * g;
    float g4 = g2 * g2;
    float g16 = g4 * g4 * g4 * g4;
    float g64 = g16 * g16 * g16 * g16;
    vec3 shade = mix(vec3(0.026, 0.053, 0.098), vec3(0.060, 0.112, 0.150), hour);
    vec3 early = vec3(0.045, 0.085, 0.120) * (0.35 + 0.65 * hour) * g4;
    vec3 gold = sun_color() * sunrise() * (0.55 + 0.45 * warmth);
    return shade * (0.80 + 0.35 * max(ray.y, 0.0)) + early + gold * (0.04 * g2 + 0.22 * g4 + 0.40 * g16 + 0.55 * g64);
}

// What the air does on the way from the eye to `p`: rgb its light, a the share of `p`'s light
// that is lost. Smooth, so vertex shaders may hand it down.
vec4 air_to(vec3 p) {
    vec3 to = p - eye_position.xyz;
    float d = length(to);
    vec3 ray = to / max(d, 1e-4);
    vec3 haze = air_color(ray);
    float far = d * mix(1.0 / 20.0, 1.0 / 34.0, warmth) * smoothstep(1.0, 13.0, d);
    // Mist lies on the floor, deeper with every breath in.
    float low = ground_mist(eye_position.y, p.y, d, 0.14 + 0.46 * mist, 0.20 + 0.27 * mist);
    low *= smoothstep(1.2, 7.0, d);
    float both = far + low;
    vec3 white = haze * 1.12 + mix(vec3(0.014, 0.022, 0.034), vec3(0.055, 0.070, 0.085), hour);
    return vec4(mix(haze, white, low / max(both, 1e-4)), 1.0 - exp2(-1.442695 * both));
}

// The same for what is high over the mist.
vec4 clear_air_to(vec3 p) {
    vec3 to = p - eye_position.xyz;
    float d = length(to);
    float far = d * mix(1.0 / 20.0, 1.0 / 34.0, warmth) * smoothstep(1.0, 13.0, d);
    return vec4(air_color(to / d), 1.0 - exp2(-1.442695 * far));
}

// Held within bounds: at the rim of a trunk a triangle is seen edge on, and what the rasteriser
// hands down beyond its corners may be any number.
vec3 in_air(vec3 color, vec4 air) {
    return mix(color, clamp(air.rgb, 0.0, 4.0), clamp(air.a, 0.0, 1.0));
}

// Where the sun comes through the leaves: x, z of a shaft's foot, half its width.
const int SHAFTS = 9;
const vec3 FEET[SHAFTS] = vec3[SHAFTS](
    vec3(1.29, -2.96, 0.62), vec3(-1.7, -5.0, 0.42), vec3(5.57, -6.29, 0.55), vec3(-4.6, -6.6, 0.60),
    vec3(1.61, -10.02, 0.80), vec3(-1.1, -4.5, 0.55), vec3(4.4, -10.0, 0.80),
    vec3(2.2, 2.4, 0.60), vec3(-3.26, 1.19, 0.55));

// Share of the sun's light at `p`, 0..1.
float sun_reaches(vec3 p) {
    vec2 foot = p.xz - SUN.xz * (p.y / SUN.y);
    // The mark on the floor is long: the light comes low.
    const vec2 LONG = 0.42 * SUN_LEVEL;
    const vec2 WIDE = vec2(-SUN_LEVEL.y, SUN_LEVEL.x);
    vec2 at = vec2(dot(foot, LONG), dot(foot, WIDE));
    float sum = 0.06;
    for (int i = 0; i < SHAFTS; i++) {
        vec2 off = at - vec2(dot(FEET[i].xy, LONG), dot(FEET[i].xy, WIDE));
        float s = max(0.0, 1.0 - dot(off, off) * (0.30 / (FEET[i].z * FEET[i].z)));
        sum += s * s * s;
    }
    return min(sum, 1.0);
}

// Light of the sky and the glowing air on a thing with unit normal `n` (not yet multiplied by its
// colour).
vec3 sky_light(vec3 n) {
    vec3 up = mix(vec3(0.052, 0.088, 0.150), vec3(0.215, 0.290, 0.340), hour);
    vec3 down = mix(vec3(0.012, 0.018, 0.024), vec3(0.050, 0.055, 0.040), hour);
    vec3 glow = sun_color() * (0.46 * sunrise() * (0.6 + 0.4 * warmth)) + vec3(0.030, 0.055, 0.075);
    float wide = 0.5 + 0.5 * dot(n, SUN);
    return mix(down, up, 0.5 + 0.5 * n.y) + glow * (wide * wide);
}

// All light on it; `open` 0..1 is how much of the sky it sees, `lit` 0..1 how much of the sun.
vec3 glade_light(vec3 n, float open, float lit) {
    return sky_light(n) * open + sun_light() * (max(dot(n, SUN), 0.0) * clamp(lit, 0.0, 2.5));
}

// What a pixel keeps of bark's plates and of its grain, seen from `to` away on a surface with unit
// normal `n`.
vec2 bark_kept(vec3 to, vec3 n) {
    float d2 = dot(to, to);
    float footprint = pixel_angle() * d2 * inversesqrt(d2) / max(abs(dot(n, to)) * inversesqrt(d2), 0.25);
    return vec2(band_kept(9.0, footprint), band_kept(30.0, footprint));
}

// Moss against the light glows at its rim: every stem of it scatters. `n` and `ray` are unit.
vec3 backlit(vec3 n, vec3 ray, float lit) {
    float rim = clamp(1.0 + dot(n, ray), 0.0, 1.0);
    float against = 0.5 + 0.5 * dot(ray, SUN);
    return vec3(0.24, 0.30, 0.05) * (sun_light() * (0.12 + 0.5 * lit) + vec3(0.05, 0.08, 0.09)) * (rim * rim * rim * against);
}

// Two numbers 0..1 for a thing with this number, spread evenly over all of them (the additive
// recurrence R2 of Roberts, "The unreasonable effectiveness of quasirandom sequences", 2018).
vec2 spread(int number) {
    return fract(float(number) * vec2(0.75487767, 0.56984029) + 0.5);
}

// Height of the forest floor.
float floor_height(vec2 p) {
    float d = length(p);
    float swell = 0.08 * (swing(0.055 * p.x + 0.021 * p.y + 0.13) + swing(0.060 * p.y - 0.031 * p.x + 0.42));
    return swell * smoothstep(0.8, 5.0, d) + 0.0009 * d * d * smoothstep(8.0, 30.0, d) - 0.02;
}

// The heart-rate wave, -1..1, as it passes `p`: it leaves the seat and goes outward.
float wave_at(vec2 p) {
    return 2.0 * heart_wave_ago(clamp((length(p) - 0.6) * 0.9, 0.0, 11.5)) - 1.0;
}
