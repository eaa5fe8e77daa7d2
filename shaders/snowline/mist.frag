#include "snowline/world.glsl"

in vec3 at;
flat in vec2 depth;
in vec3 light;

void main() {
    vec2 p = vec2(at.x * 0.030 + 0.020 * time_s + 7.0 * depth.x, at.y * 1.1 - 0.015 * time_s);
    float body = 0.74 + 0.46 * quick_noise(p);
    float a = body * smoothstep(1.0, 0.20, at.y) * smoothstep(0.0, 0.16, at.y) * at.z;
    a *= depth.y;
    color = vec4(light, 1.0) * clamp(a, 0.0, 0.9);
}
