// The kelp: where each plant stands and how the water bends it. Needs reef/world.glsl.

// Foot of plant `s` (0..25) on the bed: a grove left ahead, one at the right, some behind.
vec3 kelp_foot(int s) {
    vec2 h = hash_cell(ivec2(s, 41));
    vec2 p = s < 9 ? vec2(-3.3 - 2.9 * h.x, -5.6 - 3.2 * h.y) : s < 16 ? vec2(4.0 + 2.8 * h.x, -6.4 - 3.0 * h.y) : s < 21 ? vec2(5.0 + 3.5 * h.x, 1.6 + 3.4 * h.y) : vec2(-3.2 - 4.0 * h.x, 2.6 + 4.0 * h.y);
    if (s == 0) p = vec2(-3.00, -4.35);
    if (s == 9) p = vec2(3.05, -4.55);
    return vec3(p.x, bed(p) - 0.05, p.y);
}

float kelp_height(int s) {
    vec2 h = hash_cell(ivec2(s, 43));
    return s == 9 ? 3.6 : s == 0 ? 5.2 : 4.4 + 4.6 * h.x;
}

// Point of plant `s` at the share `t` of its height. The water carries it to and fro as slowly as
// a long swell; with the breath in it stands taller and leans to the right, with the breath out it
// sinks and leans back.
vec3 kelp_at(int s, float t) {
    vec2 h = hash_cell(ivec2(s, 47));
    float tall = kelp_height(s) * (0.90 + 0.12 * swell);
    float bend = t * t * (1.6 - 0.6 * t);
    float slow = sin(0.40 * time_s + 6.3 * h.x - 1.3 * t) + 0.6 * sin(0.23 * time_s + 6.3 * h.y - 2.2 * t);
    vec2 lean = vec2(0.62 * (swell - 0.5) + 0.16 * slow, 0.20 * (swell - 0.5) + 0.10 * sin(0.31 * time_s + 9.0 * h.y - t));
    lean += 0.14 * vec2(cos(6.3 * h.y), sin(6.3 * h.y));
    float curl = 0.05 * sin(9.0 * t + 6.3 * h.y) * t;
    return kelp_foot(s) + vec3(lean.x * bend * tall * 0.55 + curl, tall * (t - 0.10 * bend * dot(lean, lean)), lean.y * bend * tall * 0.55);
}
