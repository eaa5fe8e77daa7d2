// Grass farther off: plainer blades, fewer and wider.
#include "glade/tuft.glsl"

void main() {
    vec2 h = spread(500 + instance_id);
    vec2 g = fract(h.yx * 37.7);
    tuft(2.9 + 8.6 * h.x * (0.4 + 0.6 * g.x), h, g, 2, 1.6);
}
