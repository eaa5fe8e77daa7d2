#include "reef/world.glsl"
#include "lib/filter.glsl"

centroid in vec3 paint;
centroid in vec3 relief;
centroid in vec2 plate;

void main() {
    float knobs = quick_noise(plate) * band_kept(1.0, footprint_of(plate));
    color = vec4(paint + relief * knobs, 1.0);
}
