#include "glade/world.glsl"

in vec2 card;
in vec3 light;
flat in float which;

void main() {
    float x = card.x;
    float side = 1.0 - x * x;
    // Finer rays within a shaft, drifting slower than a breath.
    float rays = 0.72 + 0.28 * swing(0.9 * x + 0.37 * which + 0.010 * time_s + 0.2 * swing(0.7 * x - 0.006 * time_s + 0.61 * which));
    float ends = smoothstep(0.0, 0.10, card.y) * smoothstep(1.0, 0.42, card.y);
    color = vec4(light * (side * (0.4 + 0.6 * side) * rays * ends), 0.0);
}
