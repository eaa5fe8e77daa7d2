#include "glade/bark.glsl"

centroid in vec2 at;
centroid in vec3 crack;
centroid in vec3 plate;
centroid in vec3 moss;
centroid in vec3 lichen;
centroid in vec4 taste;
flat in float seed;

void main() {
    vec3 b = bark(at, seed, taste.zw);
    // Moss likes the foot of the tree and the side away from the sun.
    vec3 grown = grown_on(taste.x, at, seed, b.z);
    float high = clamp(0.55 + 0.42 * b.x, 0.0, 1.0);
    vec3 c = mix(mix(crack, plate, high), moss * (0.86 + 0.14 * high + 0.16 * grown.z), grown.x);
    color = vec4(clamp(mix(c, lichen, grown.y) * (1.0 + 0.5 * taste.y * b.y), 0.0, 1.0), 1.0);
}
