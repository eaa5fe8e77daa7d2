// Facts of the reef, shared by all its layers. Metres, +y up, -z ahead over the drop-off, the seat
// on the sand at the origin; the surface of the sea is SURFACE_M above it.
#include "lib/noise.glsl"

const float SURFACE_M = 11.0;
const vec3 SUN = vec3(0.300, 0.843, -0.447);  // towards the light, as bent by the surface

// Light lost on a metre of water. Red goes first: pure water takes 0.26 a metre at 610 nm, 0.06 at
// 550 and 0.01 at 450 nm (Pope & Fry, Applied Optics 36, 1997); what scatters comes on top.
vec3 loss_per_m() {
    return mix(vec3(0.300, 0.105, 0.088), vec3(0.185, 0.052, 0.038), clarity);
}

// Share of a thing's light that is left after `d` metres, for red, green, blue.
vec3 kept_after(float d) {
    return exp2(-1.442695 * d * loss_per_m());
}

// Light that water scatters towards an eye that looks along `ray` (unit length), where it is deep.
vec3 water_light(vec3 ray) {
    float e = ray.y;
    float low = smoothstep(-0.75, 0.10, e);
    float high = smoothstep(-0.05, 0.95, e);
    vec3 by_day = mix(vec3(0.0035, 0.0260, 0.0700), vec3(0.0040, 0.1480, 0.3000), low);
    by_day = mix(by_day, vec3(0.0360, 0.4700, 0.6200), high * (0.35 + 0.65 * high));
    float towards = max(0.5 + 0.5 * dot(ray, SUN), 0.0);
    towards *= towards;
    by_day *= 0.66 + 0.62 * towards * towards;
    by_day += vec3(0.025, 0.15, 0.15) * towards * towards * towards * low;
    vec3 by_night = mix(vec3(0.0008, 0.0040, 0.0130), vec3(0.0030, 0.0170, 0.0420), low);
    by_night = mix(by_night, vec3(0.0160, 0.0620, 0.1000), high * high);
    vec3 c = mix(by_night, by_day, daylight * (0.35 + 0.65 * daylight));
    // Veiled water is milkier and a little greener.
    return mix(c * vec3(1.5, 1.06, 0.86), c, 0.35 + 0.65 * clarity);
}

// How bright the light from above is; it grows a little with the breath.
float sun_power() {
    return (0.055 + 0.945 * daylight * daylight) * (0.90 + 0.20 * swell);
}

// Light from above at height `y`, for an eye that is used to the light at the seat: deeper it is
// dimmer and bluer, higher up brighter and warmer.
vec3 sunlight(float y) {
    return sun_power() * mix(vec3(0.52, 0.80, 1.0), vec3(1.22, 1.08, 0.90), daylight) *
           exp2(clamp(y, -18.0, 9.0) * vec3(0.105, 0.050, 0.036));
}

// Light without direction that falls on a thing with unit normal `n` at height `y`: from the bright
// water above, from the deep ahead, and from the sand below.
vec3 soft_light(vec3 n, float y) {
    vec3 above = mix(vec3(0.0160, 0.0620, 0.1000), vec3(0.0700, 0.6800, 0.8400), daylight * daylight);
    vec3 below = vec3(0.115, 0.125, 0.105) * (sun_power() * smoothstep(-9.0, 1.0, y));
    vec3 ahead = mix(vec3(0.0004, 0.0024, 0.0060), vec3(0.0010, 0.0160, 0.0320), daylight * daylight);
    return above * ((0.19 + 0.115 * n.y) * exp2(clamp(y, -18.0, 9.0) * 0.045)) + ahead + below * (0.675 - 0.325 * n.y);
}

// How strong the light of living things is: by day it hardly shows.
float alive() {
    return living_light * (1.10 - 0.72 * daylight);
}

// Height of the sea bed: a level ledge round the seat, open ahead where it drops into the blue,
// rising to the left, the right and behind.
float bed(vec2 p) {
    float ahead = -p.y;
    float edge = 5.2 + 0.7 * sin(0.55 * p.x + 0.6) - 0.06 * p.x;
    float drop = max(ahead - edge, 0.0);
    float h = -15.0 * (1.0 - exp2(-0.060 * drop * drop / (drop + 1.6)));
    float near = smoothstep(40.0, 8.0, ahead);
    float left = max(-p.x - 3.0 - 0.16 * ahead, 0.0);
    float right = max(p.x - 4.0 - 0.10 * ahead, 0.0);
    float behind = max(p.y - 2.0, 0.0);
    h += near * (5.0 * (1.0 - exp2(-0.055 * left * left / (left + 1.5))) + 3.4 * (1.0 - exp2(-0.06 * right * right / (right + 2.0))));
    h += 6.0 * (1.0 - exp2(-0.075 * behind * behind / (behind + 1.5)));
    float free = smoothstep(0.9, 4.5, length(p));
    return h + free * (0.26 * noise(p * 0.33 + 4.0) + 0.10 * noise(p * 0.9));
}

