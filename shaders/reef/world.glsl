// Facts of the reef, shared by all its layers. Metres, +y up, -z ahead over the drop-off, the seat
// on the sand at the origin; the surface of the sea is SURFACE_M above it.
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"

const float SURFACE_M = 11.0;
const vec3 SUN = vec3(0.300, 0.843, -0.447);  // towards the light, as bent by the surface

// Light lost on a metre of water. Red goes first: pure water takes 0.26 a metre at 610 nm, 0.06 at
// 550 and 0.01 at 450 nm (Pope & Fry, Applied Optics 36, 1997); what scatters comes on top.
vec3 loss_per_m() {
    return mix(vec3(0.305, 0.111, 0.093), vec3(0.185, 0.052, 0.038), clarity);
}

// Share of a thing's light that is left after `d` metres, for red, green, blue.
vec3 kept_after(float d) {
    return exp2(-1.442695 * d * loss_per_m());
}

// Light that water scatters towards an eye that looks along `ray` (unit length), where it is deep.
vec3 water_light(vec3 ray) {
    // Of the hour and the clearness, the same for the whole picture. Veiled water is milkier.
    float day = daylight * (0.35 + 0.65 * daylight);
    vec3 milk = mix(vec3(1.5, 1.06, 0.86), vec3(1.0), 0.35 + 0.65 * clarity);
    vec3 deep = milk * mix(vec3(0.0008, 0.0040, 0.0130), vec3(0.0035, 0.0260, 0.0700), day);
    vec3 level = milk * mix(vec3(0.0030, 0.0170, 0.0420), vec3(0.0040, 0.1480, 0.3000), day);
    vec3 high = milk * mix(vec3(0.0160, 0.0620, 0.1000), vec3(0.0360, 0.4700, 0.6200), day);
    vec3 glow = milk * (day * vec3(0.025, 0.15, 0.15));
    float low = smoothstep(-0.75, 0.10, ray.y);
    float up = smoothstep(-0.05, 0.95, ray.y);
    float towards = max(0.5 + 0.5 * dot(ray, SUN), 0.0);
    float square = towards * towards;
    vec3 c = mix(mix(deep, level, low), high, up * (0.35 + 0.65 * up));
    float of_day = 7.0 * day / (1.0 + 6.0 * day);  // by day water is some seven times as bright
    return c * (1.0 + of_day * (0.62 * square * square - 0.34)) + glow * (square * square * square * low);
}

// How bright the light from above is; it grows a little with the breath.
float sun_power() {
    return (0.055 + 0.945 * daylight * daylight) * (0.90 + 0.20 * swell);
}

// How much light from above is left or added at height `y`, for an eye that is used to the light at
// the seat: blue, whose 1.39th and third power is that of green and red.
float left_at(float y) {
    return exp2(0.036 * clamp(y, -18.0, 9.0));
}

// Light of the sun, from `left_at`: deeper it is dimmer and bluer, higher up brighter and warmer.
vec3 sunlight(float left) {
    return sun_power() * mix(vec3(0.52, 0.80, 1.0), vec3(1.22, 1.08, 0.90), daylight) *
           (left * vec3(left * left, 0.61 + 0.39 * left, 1.0));
}

// Light without direction that falls on a thing with unit normal `n` at height `y`: from the bright
// water above, from the deep ahead, and from the sand below.
vec3 soft_light(vec3 n, float y, float left) {
    vec3 above = mix(vec3(0.0160, 0.0620, 0.1000), vec3(0.0700, 0.6800, 0.8400), daylight * daylight);
    vec3 below = vec3(0.115, 0.125, 0.105) * sun_power();
    vec3 ahead = mix(vec3(0.0004, 0.0024, 0.0060), vec3(0.0010, 0.0160, 0.0320), daylight * daylight);
    return above * ((0.19 + 0.115 * n.y) * left * (0.75 + 0.25 * left)) + ahead +
           below * (clamp(0.9 + 0.1 * y, 0.0, 1.0) * (0.675 - 0.325 * n.y));
}

// How strong the light of living things is: by day it hardly shows.
float alive() {
    return living_light * (1.10 - 0.72 * daylight);
}

// The large shape of the sea bed: a level ledge round the seat, open ahead where it drops into the
// blue, rising to the left, the right and behind.
float ledge(vec2 p) {
    float ahead = -p.y;
    float edge = 5.2 + 0.7 * sin(0.55 * p.x + 0.6) - 0.06 * p.x;
    float drop = max(ahead - edge, 0.0);
    float h = -15.0 * (1.0 - exp2(-0.060 * drop * drop / (drop + 1.6)));
    float near = smoothstep(40.0, 8.0, ahead);
    float left = max(-p.x - 3.0 - 0.16 * ahead, 0.0);
    float right = max(p.x - 4.0 - 0.10 * ahead, 0.0);
    float behind = max(p.y - 2.0, 0.0);
    h += near * (5.0 * (1.0 - exp2(-0.055 * left * left / (left + 1.5))) + 3.4 * (1.0 - exp2(-0.06 * right * right / (right + 2.0))));
    return h + 6.0 * (1.0 - exp2(-0.075 * behind * behind / (behind + 1.5)));
}

// Height of the sea bed.
float bed(vec2 p) {
    float free = smoothstep(0.9, 4.5, length(p));
    return ledge(p) + free * (0.26 * noise(p * 0.33 + 4.0) + 0.10 * noise(p * 0.9));
}
