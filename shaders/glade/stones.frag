#include "glade/bark.glsl"

centroid in vec3 bare;
centroid in vec3 mossy;
centroid in vec2 likes;
flat in float which;

void main() {
    vec3 w = world_position;
    vec2 q = vec2(w.x + 0.3 * w.z + 0.6 * w.y, w.z - 0.3 * w.x - 0.7 * w.y);
    float grain = quick_noise(q * 13.0) * likes.y;
    vec3 grown = grown_on(likes.x, q * 1.6, which, grain);
    vec3 c = mix(bare * (1.0 + 0.25 * grain), mossy * (1.0 + 0.10 * grain + 0.12 * grown.z), grown.x);
    color = vec4(clamp(c * (1.0 + 0.15 * grown.y), 0.0, 1.0), 1.0);
}
