// Waves without a sine. A parabola for each half turn is within 6 % of it, as smooth to the eye, and
// a few multiplications on any processor. `turns`: 1 is a whole period.

float swing(float turns) {
    float t = fract(turns) - 0.5;
    return t * (16.0 * abs(t) - 8.0);
}

vec2 swing(vec2 turns) {
    vec2 t = fract(turns) - 0.5;
    return t * (16.0 * abs(t) - 8.0);
}

vec3 swing(vec3 turns) {
    vec3 t = fract(turns) - 0.5;
    return t * (16.0 * abs(t) - 8.0);
}

// In place of sin(x).
float sway(float x) {
    return swing(0.15915494 * x);
}

vec2 sway(vec2 x) {
    return swing(0.15915494 * x);
}

vec3 sway(vec3 x) {
    return swing(0.15915494 * x);
}
