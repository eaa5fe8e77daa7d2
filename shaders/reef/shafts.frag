#include "reef/waves.glsl"

in vec3 shaft;
in vec3 light;

void main() {
    float core = max(1.0 - shaft.x * shaft.x, 0.0);
    vec2 rays = swing(shaft.yz);   // moving against each other
    color = vec4(max(light, 0.0) * (core * (0.40 + 0.60 * core) * (0.72 + 0.28 * rays.x * rays.y)), 0.0);
}
