#include "glade/world.glsl"
#include "lib/filter.glsl"

centroid in vec4 air;
centroid in vec2 at;
centroid in vec3 light;

void main() {
    float kept = band_kept(2.0, footprint_of(at)) * (1.0 - air.a);
    float grain = kept > 0.1 ? noise(at * vec2(2.0, 1.0)) * kept : 0.0;
    color = vec4(in_air(light * (1.0 + 0.6 * grain), air), 1.0);
}
