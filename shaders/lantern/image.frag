#include "lantern/world.glsl"
in vec2 at;
flat in vec3 light;

void main() {
    // Each passing ripple sets a band of the image a little aside.
    float k = 3.4 * at.y;
    float shift = (0.045 + 0.20 * ripple) * (sin(k + 0.8 * time_s) + 0.6 * sin(2.7 * k - 1.1 * time_s));
    vec2 p = vec2(at.x + shift, at.y + (0.05 + 0.10 * ripple) * sin(1.7 * k - 0.6 * time_s));
    p.y *= 0.88;
    float inside = clamp((1.28 - dot(p, p)) * mix(0.95, 0.72, ripple), 0.0, 1.0);
    inside *= inside * (3.0 - 2.0 * inside);
    float core = p.y - 0.25;
    color = vec4(light * (inside * (0.42 + 0.75 / (1.0 + 3.0 * (core * core + 0.6 * p.x * p.x)))), 0.0);
}
