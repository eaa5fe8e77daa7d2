// Facts of the frozen lake, shared by all its layers. Metres, +y up, -z north over the lake, the
// seat at the origin; y = 0 is the ice.
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"
#include "lib/fog.glsl"
#include "lib/light.glsl"

const vec3 GREEN = vec3(0.085, 0.780, 0.370);   // oxygen at 557.7 nm, as a camera and the eye see it
const vec3 VIOLET = vec3(0.400, 0.120, 0.640);  // nitrogen ions and red oxygen, high up
const vec3 ROSE = vec3(0.620, 0.200, 0.420);    // nitrogen, the thin lower border

const float SHEET_TOP = 0.88;                   // of a curtain's height, where its last light ends

// How bright the northern lights are: they rise and sink with the breath (0 empty .. 1 full).
float power() {
    return 0.58 + 0.72 * glow;
}

// The night behind the curtains. Below the horizon it mirrors.
vec3 night_sky(vec3 ray) {
    float e = abs(ray.y);
    float north = 0.5 - 0.5 * ray.z * inversesqrt(max(dot(ray.xz, ray.xz), 1e-6));
    float rim = exp2(-4.2 * e);
    vec3 sky = mix(vec3(0.0022, 0.0052, 0.0200), vec3(0.0075, 0.0190, 0.0520), rim);
    // What is left of the day lies low in the north, where the sun is not far under.
    sky += twilight * mix(vec3(0.004, 0.012, 0.036), vec3(0.050, 0.092, 0.170), north * north * rim) * (0.25 + 0.75 * rim);
    // Light without form around the curtains.
    float at = (e - 0.30) * 3.0;
    sky += GREEN * (0.024 * power()) * exp2(-at * at) * (0.18 + 0.82 * north);
    // Ice haze takes the depth out of the low sky.
    return mix(sky, vec3(0.022, 0.046, 0.078) * (0.8 + 0.3 * glow), (1.0 - clarity) * (0.10 + 0.55 * rim));
}

// Light from above, from the side of the curtains, and back from the snow.
vec3 night_up() {
    return vec3(0.044, 0.082, 0.178) + GREEN * (0.070 * power());
}

vec3 night_side() {
    return vec3(0.012, 0.040, 0.075) * (0.5 + twilight) + GREEN * (0.130 * power()) + VIOLET * (0.06 * richness * power());
}

const vec3 LIGHT_BELOW = vec3(0.018, 0.036, 0.062);
const vec2 NORTH = vec2(0.0, -1.0);

// Light that falls on a thing with unit normal `n` (not yet multiplied by its colour).
vec3 night_light(vec3 n) {
    return hemisphere_light(n, night_up(), night_side(), LIGHT_BELOW, NORTH);
}

// Colour of the air low over the ice towards `p`: smooth, so vertex shaders may hand it down.
vec3 air_light(vec3 p) {
    vec2 to = normalize(p.xz - eye_position.xz + vec2(0.0, -1e-3));
    return night_sky(vec3(to.x, 0.07, to.y)) * 0.9;
}

// What `distance_m` of air does to the light of a thing: rgb is added to it once it has been
// multiplied by a. `air` is air_light.
vec4 air_before(float distance_m, vec3 air) {
    float lost = air_loss(distance_m, mix(1.0 / 350.0, 1.0 / 1500.0, clarity));
    return vec4(air * lost, 1.0 - lost);
}

vec3 through_air(vec3 color, float distance_m, vec3 air) {
    vec4 before = air_before(distance_m, air);
    return color * before.a + before.rgb;
}

// Metres behind the shoreline (negative on the ice). The shore is a cove round the seat: its two
// arms run out to the left and right and frame the lake.
float inland(vec2 p) {
    float arm = 1.9 - 0.055 * p.x * p.x / (1.0 + 0.034 * abs(p.x)) + 0.7 * sin(0.31 * p.x + 0.9) + 0.35 * sin(0.83 * p.x);
    return (p.y - arm) * 0.62;
}

// Height of the snow over the ice: banks along the shore, low ridges where the wind left snow.
float snow_height(vec2 p) {
    float d = inland(p);
    float bank = 0.50 * smoothstep(-0.4, 2.6, d) + 5.0 * (1.0 - exp2(-max(d, 0.0) * 0.012));
    bank += (0.16 * noise(p * 0.42 + 3.0) + 0.06 * noise(p * 1.1)) * smoothstep(0.2, 2.4, d);
    vec2 bench = p - vec2(-2.1, -0.6);
    bank += 0.16 * exp2(-0.8 * dot(bench, bench));   // the snow the bench stands in
    return bank - 0.02 * smoothstep(0.4, -0.6, d);
}
