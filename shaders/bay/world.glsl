// The bay's own facts, shared by all its layers. Metres, +y up, the eye at the end of the jetty
// near the origin, -z out over the bay. y = 0 is the water at empty breath.
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"
#include "lib/sky.glsl"
#include "lib/fog.glsl"
#include "lib/light.glsl"

const float DECK_Y = 0.62;                              // top of the jetty
const vec2 SUN_AZIMUTH = vec2(-0.2588, -0.9659);        // where the sun went down: 15 degrees left
const vec3 MOON = vec3(0.8868, 0.2588, 0.3830);         // unit; right and a little behind, 15 degrees up
const vec3 MOONLIGHT = vec3(0.86, 0.92, 1.0);
const vec3 LAMP = vec3(1.0, 0.46, 0.115);               // candle through paper
const int LANTERNS = 15;
const float LANTERN_SPAN_S = 21.0;                      // how long ago the farthest lantern shows

Dusk dusk() {
    return Dusk(SUN_AZIMUTH, warmth, clarity, hour);
}

// All light of the sky and water rises and sinks a little with the breath (0 empty .. 1 full).
float breath_light() {
    return 0.91 + 0.18 * glow;
}

vec3 sky_light(vec3 ray) {
    return dusk_gradient(ray, dusk()) * breath_light();
}

// Height of the resting water: the whole bay lifts with the breath; far out it stays put, so that
// the horizon never moves.
float water_level(float distance_m) {
    return swell / (1.0 + distance_m * distance_m * 0.0004);
}

// Height of the long, slow waves on top of it: two low trains from the open sea, seven and ten
// seconds, never more than 3 cm.
float long_waves(vec2 p) {
    float a = dot(p, vec2(0.14, 0.43)) + 0.90 * time_s;
    float b = dot(p, vec2(-0.29, 0.21)) + 0.63 * time_s + 1.7;
    return 0.017 * sin(a) + 0.013 * sin(b);
}

vec2 long_waves_slope(vec2 p) {
    float a = dot(p, vec2(0.14, 0.43)) + 0.90 * time_s;
    float b = dot(p, vec2(-0.29, 0.21)) + 0.63 * time_s + 1.7;
    return vec2(0.14, 0.43) * 0.017 * cos(a) + vec2(-0.29, 0.21) * 0.013 * cos(b);
}

// In the mirrored pass the world is mirrored about y = 0, but the water lies at its own height:
// shifted down by twice that, things meet their mirror image at the waterline.
vec3 for_pass(vec3 p, float distance_m) {
    p.y -= 2.0 * mirrored * water_level(distance_m);
    return p;
}

// The bright side of the evening.
vec3 evening_side() {
    return mix(vec3(0.40, 0.27, 0.25), vec3(0.80, 0.41, 0.20), warmth) * (1.0 - 0.45 * hour);
}

// Light that falls on something solid near the jetty (diffuse, not yet multiplied by its colour).
vec3 evening_light(vec3 n) {
    vec3 up = vec3(0.115, 0.165, 0.300) * (1.15 - 0.55 * hour);
    vec3 side = evening_side();
    vec3 ground = vec3(0.040, 0.055, 0.085);
    vec3 moon = MOONLIGHT * (0.075 * max(dot(n, MOON), 0.0));
    return (hemisphere_light(n, up, side, ground, SUN_AZIMUTH) + moon) * breath_light();
}

// Low mist over the water, seen between the eye and `p`: 0..1. It lifts with the breath.
float mist_amount(vec3 p, float distance_m) {
    float height = 0.8 + 2.2 * glow * 0.5 + 0.9 * mist;
    float depth = ground_mist(eye_position.y, p.y, distance_m, height, 0.0085 * mist);
    return 1.0 - exp2(-1.4427 * depth);
}

// Colour of the air just over the horizon towards `p`: smooth, so vertex shaders may hand it down.
vec3 air_light(vec3 p) {
    vec2 to = normalize(p.xz - eye_position.xz + vec2(0.0, -1e-3));
    return sky_light(vec3(to.x, 0.045, to.y));
}

// What `distance_m` of air and mist do to the light of a thing at `p`: rgb is added to it once it has
// been multiplied by a. `air` is air_light.
vec4 air_before(vec3 p, float distance_m, vec3 air) {
    float lost = air_loss(distance_m, mix(1.0 / 420.0, 1.0 / 1300.0, clarity));
    float misty = mist_amount(p, distance_m);
    vec3 mist_color = mix(air, vec3(0.17, 0.21, 0.31) * breath_light(), 0.45);
    return vec4(mix(air * lost, mist_color, misty), (1.0 - lost) * (1.0 - misty));
}

// Mist and the air behind `distance_m` of it, over the colour of a thing at `p`.
vec3 through_air(vec3 color, vec3 p, float distance_m, vec3 air) {
    vec4 before = air_before(p, distance_m, air);
    return color * before.a + before.rgb;
}

// Where lantern i (0 nearest .. 1 farthest) floats: a gentle S out into the bay, towards the glow.
vec2 lantern_place(float s) {
    float far = 3.7 * exp2(s * 3.5);  // 3.7 .. 42 m
    float azimuth = 0.36 - 0.68 * s + 0.05 * sin(6.2831853 * s);
    return far * vec2(sin(azimuth), -cos(azimuth));
}

// What a lantern shows: the heart-rate wave as it was when it left the jetty, 0..1, 0.5 = usual.
float lantern_wave(float s) {
    return heart_wave_ago(s * LANTERN_SPAN_S);
}

float lantern_radius(float s) {
    return 0.105 + 0.20 * s * s;
}

// Middle of the lantern at `p`: it rides on the water and lifts off it as the heart quickens.
vec3 lantern_center(float s, vec2 p) {
    float far = length(p);
    float lift = lantern_wave(s) * (0.50 + 0.022 * far);
    float y = water_level(far) + long_waves(p) + lantern_radius(s) * 0.95 + lift;
    return vec3(p.x, y, p.y);
}

vec3 lantern_center(float s) {
    return lantern_center(s, lantern_place(s));
}

// How brightly it burns, about 0.5..1.5.
float lantern_power(float s) {
    return 0.50 + 1.0 * lantern_wave(s);
}

// Lantern i as a lamp for other things: xyz where (the waves left out), w how bright. For vertex
// shaders.
vec4 lamp_of(int i) {
    float s = float(i) / float(LANTERNS - 1);
    vec2 p = lantern_place(s);
    float far = length(p);
    float wave = lantern_wave(s);
    return vec4(p.x, water_level(far) + lantern_radius(s) * 0.95 + wave * (0.50 + 0.022 * far), p.y, 0.50 + wave);
}

// The shore behind the seat: z of the waterline at x. It runs back on both sides into the haze.
float shore_z(float x) {
    return 14.6 + 0.011 * x * x / (1.0 + 0.006 * abs(x)) + 0.9 * sin(0.21 * x + 0.6) + 0.5 * sin(0.53 * x);
}
