// Farther off the air takes what is fine in bark and moss.
#include "glade/world.glsl"

centroid in vec2 at;
centroid in vec3 light;
centroid in vec3 haze;
centroid in vec4 taste;
flat in float seed;

void main() {
    float bent = swing(0.43 * at.y + 1.1 * at.x + seed);
    float plate = swing(5.3 * at.x + 0.34 * bent + 7.0 * seed) + 0.6 * swing(3.1 * at.x - 0.31 * at.y - 0.4 * bent);
    float high = 0.5 + 0.5 * (abs(plate) - 0.45) * taste.z;
    vec3 c = mix(vec3(0.060, 0.048, 0.042), vec3(0.150, 0.126, 0.106), high);
    c = mix(c, vec3(0.062, 0.090, 0.024), 0.85 * clamp(1.6 * taste.x + 0.6 * bent, 0.0, 1.0));
    color = vec4(clamp(c * light * (0.60 + 0.40 * high) + haze, 0.0, 4.0), 1.0);
}
