// The valley: where things stand, and the morning light that falls on them. All light is linear.
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"
#include "lib/light.glsl"
#include "lib/fog.glsl"
#include "lib/film.glsl"

const vec3 SUN = vec3(-0.903, 0.225, -0.365);        // low, to the left and a little ahead
const vec2 SUN_LEVEL = vec2(-0.927, -0.375);
const vec3 SNOW = vec3(0.86, 0.89, 0.93);

// A smooth swing -1..1, one a unit of `turns`, made of parabolas; y is its slope.
vec2 swing_with_slope(float turns) {
    float x = 2.0 * fract(turns) - 1.0;
    return vec2(4.0 * x * (abs(x) - 1.0), 16.0 * abs(x) - 8.0);
}

// The sun's colour: paler or more golden; its light swells a little with the breath.
vec3 sun_color() {
    return (0.93 + 0.14 * mist) * mix(vec3(0.70, 0.58, 0.44), vec3(0.82, 0.555, 0.30), gold);
}

// Clear sky in direction `ray` (unit length), without the sun's own glow.
vec3 day_sky(vec3 ray) {
    float e = max(ray.y, 0.0);
    float towards = 0.5 + 0.5 * dot(ray.xz, SUN_LEVEL) * inversesqrt(max(dot(ray.xz, ray.xz), 1e-6));
    float t2 = towards * towards;
    float rim = exp2(-4.6 * e);
    vec3 low = mix(vec3(0.42, 0.49, 0.66), vec3(0.52, 0.59, 0.68), towards);
    low += vec3(0.125, 0.030, 0.005) * exp2(-24.0 * (e - 0.10) * (e - 0.10)) * (1.0 - t2) * gold;   // the belt opposite
    vec3 sky = mix(vec3(0.060, 0.185, 0.470), low, rim * (0.84 + 0.16 * towards));
    sky += sun_color() * exp2(-6.0 * e) * t2 * t2 * (0.24 + 0.60 * t2);
    return mix(sky, vec3(0.50, 0.53, 0.58), (1.0 - clarity) * (0.12 + 0.45 * rim));
}

// How much of the sun a surface with unit normal `n` takes, 0..1: soft, so that slopes that face it
// do not glare.
float sunlit(vec3 n) {
    return 1.0 - exp2(-4.6 * max(dot(n, SUN) + 0.02, 0.0));
}

// Light of the sky on it.
vec3 sky_light(vec3 n) {
    return hemisphere_light(n, vec3(0.128, 0.208, 0.375), vec3(0.085, 0.085, 0.080), vec3(0.110, 0.145, 0.215), SUN_LEVEL);
}

// Light on a thing (not yet multiplied by its colour); `sun` 0..1 is how much of the sun reaches it.
vec3 day_light(vec3 n, float sun) {
    return sky_light(n) + sun_color() * (0.98 * sun * sunlit(n));
}

// Colour of the air towards `p`: smooth, so vertex shaders may hand it down.
vec3 air_light(vec3 p) {
    vec3 to = p - eye_position.xyz;
    vec2 level = normalize(to.xz + vec2(0.0, -1e-3));
    return day_sky(vec3(level.x, 0.035, level.y)) * 0.92;
}

// Share of a thing's light that the air takes on the way.
float air_takes(float distance_m) {
    return air_loss(distance_m, mix(1.0 / 480.0, 1.0 / 1700.0, clarity));
}

vec3 through_air(vec3 c, float distance_m, vec3 air) {
    return mix(c, air, air_takes(distance_m));
}

// Radians a pixel of this eye's picture sees, about: with it vertex shaders tell what a pattern's
// band_kept is.
float pixel_angle() {
    return 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
}

// The valley's middle, x for a z: it winds, and so does the frozen stream in it.
float valley_x(float z) {
    float far = max(-z - 6.0, 0.0);
    return 26.0 * sin(0.013 * far) * (1.0 - exp2(-far * 0.02)) - 0.10 * far * exp2(-far * 0.01);
}

float stream_x(float z) {
    float far = max(-z, 0.0);
    return -2.6 + valley_x(z) + 2.3 * sin(0.115 * far + 0.6) * smoothstep(0.0, 26.0, far) + 5.0 * sin(0.034 * far + 2.4) * smoothstep(18.0, 70.0, far) + 0.55 * sin(0.41 * far + 1.3) - 0.30 * max(z, 0.0) + 0.9 * sin(0.22 * max(z, 0.0));
}

// x: how far right of the stream's middle (measured across it), y: half its width. Smooth: for
// vertex shaders to hand down.
vec2 stream_at(vec2 p) {
    float far = max(-p.y, 0.0);
    float bend = abs(0.115 * 2.3 * cos(0.115 * far + 0.6)) + 0.17;
    return vec2((p.x - stream_x(p.y)) * inversesqrt(1.0 + bend * bend), 0.62 + 0.018 * far + 0.20 * sin(0.63 * far));
}

// Height of the snow in metres without its small waves; about 0 at the seat.
float snow_lie(vec2 p) {
    float ahead = max(-p.y, 0.0);
    float down = -7.0 * (1.0 - exp2(-ahead / 60.0)) + 0.055 * max(p.y, 0.0);
    float off = p.x - 0.8 * valley_x(p.y);
    float side = 0.30 * off * off / (abs(off) + 26.0);
    side *= 0.35 + 0.65 * smoothstep(0.0, 45.0, length(p));
    return down + side + 0.9 * noise(p * 0.045 + 3.3) * smoothstep(4.0, 40.0, length(p));
}

// Height of the snow in metres.
float snow_height(vec2 p) {
    return snow_lie(p) + 0.15 * noise(p * 0.33 + 1.7) * smoothstep(0.6, 3.0, length(p));
}
