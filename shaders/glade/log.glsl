// Where the fallen trunk lies.
#include "glade/world.glsl"

const vec3 LOG_FROM = vec3(0.42, 0.15, -2.20);
const vec3 LOG_TO = vec3(3.75, 0.22, -3.15);
const float LOG_RADIUS = 0.27;
