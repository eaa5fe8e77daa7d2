#include "lantern/world.glsl"
#include "lib/filter.glsl"
in vec2 across;
flat in int which;
in vec3 side;
in vec3 warm;
in vec3 warm_right;

void main() {
    float v = clamp(across.x, -1.0, 1.0);
    vec3 lit = mix(warm, warm_right, 0.5 + 0.5 * v) * (1.0 - 0.45 * v * v);
    // Bamboo: a pale ring at each node, a shadow under it.
    float at = across.y * 3.6;
    float wide = fwidth(at);
    float to_node = fract(at) - 0.5;
    float node = (1.0 - smoothstep(0.010, 0.030 + wide, abs(to_node))) * min(0.05 / max(wide, 0.01), 1.0);
    float below = smoothstep(-0.22, -0.02, to_node) * (1.0 - smoothstep(-0.02, 0.0, to_node));
    vec3 bark = which == 0 ? vec3(0.30, 0.27, 0.20) * (1.0 + 0.7 * node - 0.30 * below) : vec3(0.30, 0.25, 0.21);
    color = vec4(bark * (lit + 0.7 * night(0.2, side.xz)), 1.0);
}
