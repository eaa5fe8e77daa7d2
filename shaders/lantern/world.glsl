// What the layers of the lantern share: where it hangs, what light it gives, the night around it.
#include "lib/noise.glsl"

const float RADIUS_M = 0.345;                    // of the paper, at its widest
const vec2 FOOT = vec2(1.18, -4.45);            // where the pole stands in the water (x, z)

// The lantern lengthens with the breath like a bellows: half its height, metres.
float half_height() { return mix(0.325, 0.430, glow); }
float radius() { return RADIUS_M * mix(0.975, 1.025, glow); }

// The tip of the pole: it gives by a finger's breadth as the lantern grows lighter.
vec3 tip() { return vec3(0.05 + 0.012 * sin(0.31 * time_s), 1.46 + 0.035 * glow, -3.80); }

// The lantern's middle; it hangs on its cord and sways by less than a finger's breadth.
vec3 middle() {
    vec3 at = tip() - vec3(0.0, 0.165 + 0.430, 0.0);
    return at + vec3(0.011 * sin(0.53 * time_s), 0.0, 0.008 * sin(0.41 * time_s + 1.0));
}

// How bright the flame burns, 0.3 .. 1; it wavers slowly, less as the rhythm settles.
float flame() {
    float waver = sin(1.3 * time_s) * sin(0.77 * time_s + 2.0);
    return mix(0.30, 1.0, glow) * (1.0 + 0.035 * (1.0 - halo) * waver);
}

// Light through paper, linear: from rose amber to honey; a fuller breath is a little paler.
vec3 lamp_color() {
    return mix(mix(vec3(1.0, 0.390, 0.235), vec3(1.0, 0.575, 0.205), honey), vec3(1.0, 0.62, 0.30), 0.45 * glow);
}

// The night, by the sine of the elevation `e` (0..1) and the bearing (x, z): a last paleness
// lies over the horizon, ahead and to the left a little more.
vec3 night(float e, vec2 bearing) {
    float low = 1.0 / (1.0 + 9.0 * e + 60.0 * e * e);
    float towards = 0.62 + 0.38 * dot(bearing, vec2(-0.34, -0.94));
    vec3 vault = vec3(0.0026, 0.0038, 0.0072) + vec3(0.005, 0.010, 0.020) * twilight;
    vec3 rim = vec3(0.0100, 0.0150, 0.0215) + vec3(0.030, 0.042, 0.052) * twilight;
    return vault + rim * low * towards;
}

// Warm light that falls on point `p` with normal `n`; the lantern is a soft ball of light.
vec3 lamp_on(vec3 p, vec3 n) {
    vec3 to = middle() - p;
    float d2 = dot(to, to) + 0.08;
    float facing = max((dot(n, to) * inversesqrt(d2) + 0.25) / 1.25, 0.0);
    return lamp_color() * (0.85 * flame() * facing / d2);
}
