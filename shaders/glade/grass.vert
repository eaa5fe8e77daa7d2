// Grass near the seat; more of it the nearer.
#include "glade/tuft.glsl"

void main() {
    vec2 h = spread(instance_id);
    tuft(0.80 + 2.5 * h.x * (0.30 + 0.70 * h.x), h, fract(h.yx * 37.7), 3, 1.3);
}
