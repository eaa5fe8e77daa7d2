// Ferns near the seat.
#include "glade/fern.glsl"

const int PLANTS = 13;
const vec3 PLACES[PLANTS] = vec3[PLANTS](
    vec3(-1.95, -2.65, 0.85), vec3(-2.8, -3.2, 1.1), vec3(-1.5, -3.7, 0.8), vec3(3.1, -2.2, 0.8), vec3(-3.2, -1.6, 1),
    vec3(2.4, 0.7, 0.85), vec3(3.3, 2.4, 1.1), vec3(-2.3, 1.2, 0.85), vec3(0.6, 3.3, 0.9), vec3(1.55, -3.25, 0.7),
    vec3(-0.35, -3, 0.5), vec3(-1.7, -0.6, 0.5), vec3(1.9, -1, 0.5));

void main() {
    int plant = instance_id / FRONDS;
    fern(PLACES[plant], plant, instance_id - plant * FRONDS, 14);
}
