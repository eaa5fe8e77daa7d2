#include "snowline/world.glsl"
#include "lib/filter.glsl"

in vec2 at;
flat in float depth;
in vec3 light;

void main() {
    vec2 p = vec2(at.x * 0.030 + 0.020 * time_s + 7.0 * depth, at.y * 1.1 - 0.015 * time_s);
    float body = 0.74 + 0.46 * noise(p);
    float wide = 150.0 - 22.0 * depth;
    float a = body * smoothstep(1.0, 0.20, at.y) * smoothstep(0.0, 0.16, at.y) * smoothstep(1.0, 0.55, abs(at.x) / wide);
    // Curtains lie one behind the other: what all of them hide together grows evenly with the
    // breath, so that no part of it comes at once.
    a *= (1.0 - pow(1.0 - 0.02 - 0.80 * mist, 0.74)) * (1.0 - 0.15 * depth);
    color = vec4(light, 1.0) * clamp(a, 0.0, 0.9);
}
