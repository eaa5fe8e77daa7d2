#include "glade/world.glsl"

centroid in vec3 paint;
centroid in vec3 relief;
centroid in vec2 at;

void main() {
    // A slow grain: far off, it is only that no trunk is one colour.
    float grain = swing(0.6 * at.x + 0.4 * swing(0.31 * at.y)) * swing(0.27 * at.y + 0.2 * at.x);
    color = vec4(clamp(paint + relief * grain, 0.0, 1.0), 1.0);
}
