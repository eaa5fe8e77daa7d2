#include "reef/waves.glsl"
#include "reef/ray_pattern.glsl"

centroid in vec3 paint;
centroid in vec3 lighter;
centroid in float turns;

void main() {
    color = vec4(paint + lighter * ray_pattern(turns), 1.0);
}
