#include "glade/world.glsl"

in vec2 card;
in vec3 light;
flat in float which;

void main() {
    float x = card.x;
    float side = 1.0 - x * x;
    // Finer rays within a shaft, drifting slower than a breath.
    float rays = 0.72 + 0.28 * noise_1d(x * 2.6 + 13.0 * which + 0.02 * time_s);
    float ends = smoothstep(0.0, 0.10, card.y) * smoothstep(1.0, 0.45, card.y);
    color = vec4(light * (side * side * rays * ends), 0.0);
}
