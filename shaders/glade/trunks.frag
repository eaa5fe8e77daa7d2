#include "glade/bark.glsl"

centroid in vec2 at;
centroid in vec4 air;
centroid in float lit;
flat in float seed;

void main() {
    vec3 n = normalize(normal);
    vec2 b = bark(at, seed);
    vec3 side = vec3(-n.z, 0.0, n.x);
    vec3 rough = normalize(n + side * (0.20 * b.y));
    vec3 c = mix(vec3(0.060, 0.048, 0.042), vec3(0.150, 0.126, 0.106), smoothstep(-0.9, 1.1, b.x));
    // Moss likes the foot of the tree and the side away from the sun.
    if (at.y < 4.0) c = grown_over(c, 0.42 - 0.36 * at.y - 0.30 * dot(n, SUN), at, seed);
    float open = (0.62 + 0.38 * smoothstep(-0.9, 0.4, b.x)) * (0.35 + 0.65 * smoothstep(-0.1, 0.7, at.y));
    color = vec4(in_air(c * glade_light(rough, open, lit), air), 1.0);
}
