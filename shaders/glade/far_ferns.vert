// Ferns farther off, of coarser fronds.
#include "glade/fern.glsl"

const int PLANTS = 21;
const vec3 PLACES[PLANTS] = vec3[PLANTS](
    vec3(2.5, -3.9, 1), vec3(4.2, -3.9, 1.1), vec3(-4.9, -3, 1.2), vec3(0.7, -4.9, 0.85), vec3(-0.7, -6.2, 1),
    vec3(5.7, -5.6, 1.2), vec3(3.4, -7.6, 1.2), vec3(1.5, -8.4, 1), vec3(-2.9, -8.2, 1.2), vec3(-5.6, -6.2, 1.2),
    vec3(-3.6, 3, 1.1), vec3(-0.9, 4.6, 1.1), vec3(2.1, 5, 1.1), vec3(5.2, -1, 1.2), vec3(-5.2, 0.6, 1.2),
    vec3(5.4, 3.4, 1.2), vec3(-5.6, -4.4, 1.1), vec3(6.6, -2.6, 1.1), vec3(0, -10.2, 1.2), vec3(5.2, -9, 1.2),
    vec3(-4.4, -10.4, 1.2));

void main() {
    int plant = instance_id / FRONDS;
    fern(PLACES[plant], plant, instance_id - plant * FRONDS, 8);
}
