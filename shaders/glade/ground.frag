// Moss, and old leaves where there is none. Light and air come from the corners.
#include "glade/world.glsl"

in vec3 shade;
flat in vec3 sunny;
in float sun;
in vec3 haze;
in vec4 state;

void main() {
    vec2 p = world_position.xz;
    vec3 bump = quick_noise_with_slope(p * 3.1) * state.z;
    // Leaves lie this way and that; among the moss the same pattern is its stems.
    float leaf = quick_noise(mat2(0.8, 0.6, -0.6, 0.8) * p * vec2(19.0, 13.0) + 1.1 * bump.x) * state.w;
    float moss = smoothstep(-0.45, 0.15, state.y + 0.45 * bump.x + 0.12 * leaf);
    vec3 litter = mix(vec3(0.048, 0.034, 0.023), vec3(0.128, 0.080, 0.044), clamp(0.42 + 0.80 * leaf, 0.0, 1.0));
    vec3 green = mix(vec3(0.034, 0.058, 0.013), vec3(0.100, 0.140, 0.030), clamp(0.5 + 0.5 * bump.x + 0.30 * leaf, 0.0, 1.0));
    // What leans towards the light takes more of it; the light on the floor is broken by leaves.
    float lean = dot(bump.yz, SUN.xz) * (0.4 + 0.6 * moss);
    float lit = smoothstep(0.08, 0.75, state.x + 0.22 * bump.x * step(0.07, state.x)) * max(1.0 - 0.62 * lean, 0.0);
    color = vec4(mix(litter, green, moss) * (shade * (1.0 - 0.20 * lean) + sunny * (sun * lit)) + haze, 1.0);
}
