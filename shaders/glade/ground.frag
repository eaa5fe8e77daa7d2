// Moss, and old leaves where there is none. Light and air come from the corners.
#include "glade/world.glsl"

in vec3 litter;
in vec3 green;
in vec3 litter_sun;
in vec3 green_sun;
in vec4 state;

void main() {
    vec2 p = world_position.xz;
    vec3 bump = quick_noise_with_slope(p * 3.1) * state.z;
    // Leaves lie this way and that; among the moss the same pattern is its stems.
    vec2 q = mat2(0.8, 0.6, -0.6, 0.8) * p * vec2(9.1, 6.3) + 0.55 * bump.x;
    float leaf = swing(q.x + 0.33 * swing(0.71 * q.y + 0.9 * bump.z)) * swing(q.y + 0.29 * swing(0.63 * q.x)) * state.w;
    float moss = clamp(0.66 + 1.5 * (state.y + 0.45 * bump.x + 0.12 * leaf), 0.0, 1.0);
    // What leans towards the light takes more of it; the light on the floor is broken by leaves.
    float lean = dot(bump.yz, SUN.xz) * (0.4 + 0.6 * moss);
    float lit = clamp((state.x + 0.22 * bump.x * step(0.07, state.x) - 0.08) * 1.5, 0.0, 1.0);
    lit *= max(1.0 - 0.62 * lean, 0.0) * (1.45 - 0.45 * lit);     // as the eye takes it
    float grain = mix(0.34 * leaf, 0.20 * bump.x + 0.14 * leaf, moss) - 0.06 * lean;
    color = vec4((mix(litter, green, moss) + mix(litter_sun, green_sun, moss) * lit) * (1.0 + grain), 1.0);
}
