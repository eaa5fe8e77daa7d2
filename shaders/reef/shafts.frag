#include "reef/world.glsl"

in vec2 shaft;
flat in vec3 light;

void main() {
    float core = max(1.0 - shaft.x * shaft.x, 0.0);
    // Narrower rays within, moving against each other.
    float rays = 0.72 + 0.28 * sin(5.0 * shaft.x + 0.21 * time_s + 2.0 * light.g * 40.0) * sin(8.5 * shaft.x - 0.16 * time_s);
    float down = smoothstep(0.02, 0.55, shaft.y) * smoothstep(1.0, 0.80, shaft.y);
    color = vec4(light * (core * core * rays * down), 0.0);
}
