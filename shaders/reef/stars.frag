#include "reef/world.glsl"
#include "lib/filter.glsl"

centroid in vec3 paint;
centroid in vec3 knobbed;
centroid in vec2 arm;

void main() {
    float knobs = quick_noise(arm) * band_kept(1.0, footprint_of(arm));
    color = vec4(mix(paint, knobbed, smoothstep(0.2, 0.6, knobs)), 1.0);
}
