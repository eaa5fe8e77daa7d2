// A rowing boat moored beside the jetty: its shape and how it lies on the water.
#include "bay/world.glsl"

const vec2 BOAT = vec2(2.28, -0.10);   // middle, x and z
const float BOAT_HALF_LENGTH_M = 1.55;

// A point of the hull from `p` = (-1..1 across, -1 bow .. 1 stern), in the boat's own metres: bow
// to -z, y = 0 at her waterline. Across, from the keel line out: floor boards, inner side,
// gunwale, outer side down to below the water.
vec3 hull(vec2 p) {
    float t = clamp(0.5 + 0.5 * p.y, 0.0, 1.0);
    float w = abs(p.x);
    float fore = 1.0 - t;
    float beam = 0.60 * (1.0 - pow(fore, 2.6)) * (1.0 - 0.24 * smoothstep(0.45, 1.0, t));
    float sheer = 0.33 + 0.22 * fore * fore + 0.04 * t * t;
    float x;
    float y;
    if (w < 0.3) {
        x = 0.66 * w / 0.3;
        y = 0.075;
    } else if (w < 0.5) {
        float k = (w - 0.3) / 0.2;
        x = mix(0.66, 0.93, k * (1.6 - 0.6 * k));
        y = mix(0.075, sheer, k);
    } else if (w < 0.6) {
        x = mix(0.93, 1.05, (w - 0.5) * 10.0);
        y = sheer + 0.012;
    } else if (w < 0.7) {
        x = 1.05;
        y = sheer + 0.012 - 0.045 * (w - 0.6) * 10.0;
    } else {
        float k = (w - 0.7) / 0.3;
        x = mix(1.0, 0.70, k * k);
        y = mix(sheer - 0.033, -0.14, k);
    }
    x *= p.y > 0.97 ? 0.0 : beam;  // the last row closes the transom
    y += 0.35 * pow(fore, 8.0) * (0.3 - y) * float(w < 0.3);
    float z = BOAT_HALF_LENGTH_M * (2.0 * min(t, 0.965) - 1.0) - 0.12 * pow(fore, 3.0) * (y - 0.2);
    return vec3(x * sign(p.x), y, z);
}

// Boat to world: she lies a little askew, lifts with the water and nods with the long waves.
vec3 afloat(vec3 p) {
    vec2 slope = 1.3 * long_waves_slope(BOAT) + 0.012 * vec2(sin(time_s * 0.62), 0.5 * cos(time_s * 0.47));
    p.y += p.x * slope.x + p.z * slope.y;
    const float TURN = 0.13;
    p.xz = mat2(cos(TURN), sin(TURN), -sin(TURN), cos(TURN)) * p.xz;
    return vec3(BOAT.x + p.x, p.y + water_level(2.3) + long_waves(BOAT), BOAT.y + p.z);
}
