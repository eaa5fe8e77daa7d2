// The night sky: a gradient and a faint Milky Way. Stars and curtains are layers of their own.
#include "lib/noise.glsl"

in vec3 night;
in vec3 milky;
in vec2 milky_at;

void main() {
    float cloud = 0.62 + 0.40 * noise(milky_at) + 0.18 * noise(NEXT_OCTAVE * milky_at);
    color = vec4(night + milky * cloud, 1.0);
}
