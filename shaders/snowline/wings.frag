#include "snowline/solid.glsl"

in vec3 local;

void main() {
    float bar = smoothstep(0.02, 0.20, local.y - 0.25) * smoothstep(-0.9, 0.2, local.z);
    vec3 c = mix(vec3(0.135, 0.115, 0.115), vec3(0.62, 0.55, 0.52), bar);
    color = vec4(shade(c, normalize(normal), 0.95, 0.0, 0.85), 1.0);
}
