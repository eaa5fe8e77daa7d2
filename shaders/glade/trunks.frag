#include "glade/bark.glsl"

centroid in vec2 at;
centroid in vec3 light;
centroid in vec3 haze;
centroid in vec4 taste;
flat in float seed;

void main() {
    vec3 b = bark(at, seed, taste.zw);
    float high = smoothstep(-0.9, 1.1, b.x);
    vec3 c = mix(vec3(0.060, 0.048, 0.042), vec3(0.150, 0.126, 0.106), high);
    // Moss likes the foot of the tree and the side away from the sun.
    c = grown_over(c, taste.x, at, seed, b.z);
    c *= light * ((0.60 + 0.40 * high) * (1.0 + taste.y * b.y));
    color = vec4(clamp(c + haze, 0.0, 4.0), 1.0);
}
