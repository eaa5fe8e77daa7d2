#include "glade/world.glsl"

in vec2 card;
in vec3 light;
flat in float which;

void main() {
    float x = card.x;
    float side = 1.0 - x * x;
    // Finer rays within a shaft, drifting slower than a breath.
    float rays = 0.72 + 0.28 * swing(0.9 * x + 0.37 * which + 0.010 * time_s + 0.2 * swing(0.7 * x - 0.006 * time_s + 0.61 * which));
    float ends = clamp(12.0 * card.y - 0.24, 0.0, 1.0) * smoothstep(0.88, 0.36, card.y);
    // What is bright already takes less of it, as on film.
    vec3 c = light * (side * (0.4 + 0.6 * side) * rays * ends);
    color = vec4(c, min(c.r, 1.0));
}
