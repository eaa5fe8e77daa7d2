#include "glade/world.glsl"
#include "lib/filter.glsl"

in vec4 air;
in vec2 at;
in vec3 light;

void main() {
    float grain = noise(at * vec2(2.0, 1.0)) * band_kept(2.0, footprint_of(at));
    color = vec4(in_air(light * (1.0 + 0.45 * grain), air), 1.0);
}
