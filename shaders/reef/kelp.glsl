// The kelp: where each plant stands and how the water bends it. Needs reef/world.glsl.

// Feet of the 26 plants on the bed (`bed` set their heights): a grove left ahead, one at the right,
// some behind.
const vec3 KELP_AT[26] = vec3[26](
    vec3(-3.00, -0.05, -4.35), vec3(-3.81, -1.06, -7.30), vec3(-5.46, -0.48, -6.94), vec3(-3.60, -1.25, -7.58),
    vec3(-4.20, -0.67, -6.70), vec3(-4.40, -0.47, -6.34), vec3(-5.55, -1.01, -7.63), vec3(-3.47, -1.23, -7.54),
    vec3(-3.60, -0.45, -5.99), vec3(3.05, -0.00, -4.55), vec3(5.69, -0.80, -6.59), vec3(6.67, -1.94, -8.51),
    vec3(6.08, -2.31, -9.19), vec3(6.11, -1.29, -7.47), vec3(6.20, -0.79, -6.46), vec3(4.37, -0.97, -7.59),
    vec3(6.66, 0.52, 4.45), vec3(6.40, 0.22, 2.80), vec3(5.84, 0.02, 1.69), vec3(7.64, 0.30, 1.88),
    vec3(7.10, 0.21, 2.33), vec3(-3.59, 0.69, 4.91), vec3(-6.34, 1.60, 6.54), vec3(-3.27, 0.66, 4.93),
    vec3(-7.15, 0.69, 3.39), vec3(-5.89, 0.49, 3.90));

float kelp_height(int s) {
    vec2 h = fract(float(s) * vec2(0.7548777, 0.5698403) + 0.31);  // R2 of Roberts, 2018
    return s == 9 ? 3.6 : s == 0 ? 5.2 : 4.4 + 4.6 * h.x;
}

// Point of plant `s` at the share `t` of its height. The water carries it to and fro as slowly as
// a long swell; with the breath in it stands taller and leans to the right, with the breath out it
// sinks and leans back.
vec3 kelp_at(int s, float t) {
    vec2 h = fract(float(s) * vec2(0.5698403, 0.7548777) + 0.17);
    float tall = kelp_height(s) * (0.90 + 0.12 * swell);
    float bend = t * t * (1.6 - 0.6 * t);
    float slow = sway(0.40 * time_s + 6.3 * h.x - 1.3 * t) + 0.6 * sway(0.23 * time_s + 6.3 * h.y - 2.2 * t);
    vec2 lean = vec2(0.62 * (swell - 0.5) + 0.16 * slow, 0.20 * (swell - 0.5) + 0.10 * sway(0.31 * time_s + 9.0 * h.y - t));
    lean += 0.14 * vec2(sway(6.3 * h.y + 1.5708), sway(6.3 * h.y));
    float curl = 0.05 * sway(9.0 * t + 6.3 * h.y) * t;
    return KELP_AT[s] + vec3(lean.x * bend * tall * 0.55 + curl, tall * (t - 0.10 * bend * dot(lean, lean)), lean.y * bend * tall * 0.55);
}
