// Farther off the air takes what is fine in bark and moss.
#include "glade/world.glsl"

centroid in vec2 at;
centroid in vec3 crack;
centroid in vec3 plate;
centroid in vec3 moss;
centroid in vec4 taste;
flat in float seed;

void main() {
    float bent = swing(0.43 * at.y + 1.1 * at.x + seed);
    float ridge = swing(5.3 * at.x + 0.34 * bent + 7.0 * seed) + 0.6 * swing(3.1 * at.x - 0.31 * at.y - 0.4 * bent);
    float high = 0.5 + 0.5 * (abs(ridge) - 0.45) * taste.z;
    vec3 c = mix(mix(crack, plate, high), moss, 0.85 * clamp(1.6 * taste.x + 0.6 * bent, 0.0, 1.0));
    color = vec4(clamp(c, 0.0, 1.0), 1.0);
}
