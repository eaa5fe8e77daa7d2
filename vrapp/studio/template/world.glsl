// What all shaders of this scene agree on: where things are, how the air is, what lights them.
// Light is linear; the engine makes a picture of it. Metres; +Y up, -Z ahead, the ground near y = 0.
#include "lib/noise.glsl"
#include "lib/sky.glsl"
#include "lib/fog.glsl"
#include "lib/light.glsl"

const vec3 LAMP = vec3(1.0, 0.53, 0.19);

// The lamp hangs three metres ahead; it rises and swells a little as the lungs fill.
vec3 lamp_at() { return vec3(0.35, 1.00 + 0.12 * lamp, -3.1); }
float lamp_radius() { return mix(0.17, 0.25, lamp); }
float lamp_power() { return mix(0.30, 1.0, lamp); }

// The sky of lib/sky.glsl, as this scene wants it: the sun went down ahead, to the left.
Dusk evening() {
    return Dusk(normalize(vec2(-0.45, -1.0)), warmth, 0.35 + 0.65 * clearness, 0.25 + 0.6 * night);
}

// Height of the ground and its slope: x = metres, yz = d/d(x, z). Level under the seat, hills far off.
vec3 meadow(vec2 p) {
    float far = length(p);
    vec3 near_swell = noise_with_slope(p * 0.30 + 3.7) * vec3(0.10, 0.030, 0.030);
    vec3 hills = noise_with_slope(p * 0.006 + 0.4) * vec3(26.0, 0.156, 0.156);
    float away = smoothstep(25.0, 400.0, far);
    return near_swell * smoothstep(1.0, 5.0, far) + (hills + vec3(9.0, 0.0, 0.0)) * away;
}

// What falls on a surface with unit normal `n` at `p`: the sky, and the lamp.
vec3 light_at(vec3 p, vec3 n) {
    Dusk dusk = evening();
    float day = 1.0 - 0.75 * dusk.hour;
    vec3 side = mix(vec3(0.14, 0.08, 0.07), vec3(0.30, 0.14, 0.06), warmth);
    vec3 sky = hemisphere_light(n, vec3(0.26, 0.36, 0.58), 2.2 * side, vec3(0.03, 0.035, 0.045), dusk.sun) * day;
    return sky + LAMP * (3.2 * lamp_power() * lamp_light(p, n, lamp_at(), 0.35));
}

// Colour `c` at `p` as it is seen from the eye: air takes some of it and gives its own.
vec3 through_air(vec3 c, vec3 p) {
    vec3 way = p - eye_position.xyz;
    float d = length(way);
    vec3 haze = dusk_gradient(normalize(vec3(way.x, 0.02 * d, way.z)), evening());
    float lost = air_loss(d, mix(0.0060, 0.0016, clearness));
    float mist = 1.0 - exp2(-ground_mist(eye_position.y, p.y, d, 0.5, mix(0.030, 0.006, clearness)));
    return mix(c, haze, max(lost, mist * smoothstep(6.0, 40.0, d)));
}
