// Where the fallen trunk lies.
#include "glade/world.glsl"

const vec3 LOG_FROM = vec3(0.42, 0.17, -2.20);
const vec3 LOG_TO = vec3(3.75, 0.20, -3.15);
const float LOG_RADIUS = 0.27;

// The middle of the trunk at share `t` of its length, as deep in the moss as old wood lies.
vec3 log_middle(float t) {
    vec3 p = mix(LOG_FROM, LOG_TO, t);
    return p + vec3(0.0, mix(floor_height(LOG_FROM.xz), floor_height(LOG_TO.xz), t), 0.0);
}
