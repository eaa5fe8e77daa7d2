#include "glade/bark.glsl"

centroid in vec3 at;
centroid in vec3 crack;
centroid in vec3 plate;
centroid in vec3 mossy;
centroid in vec4 taste;

void main() {
    vec3 b = bark(at.yx, 0.37, taste.zw);
    vec3 grown = grown_on(taste.x, at.xy, 0.7, b.z);
    // Cushions of moss.
    vec3 cushion = quick_noise_with_slope(at.xy * 9.0) * taste.z;
    float soft = 1.0 + 0.18 * cushion.x + 0.5 * taste.y * (cushion.y + cushion.z) + 0.20 * grown.z;
    vec3 c = mix(mix(crack, plate, clamp(0.5 + 0.45 * b.x, 0.0, 1.0)) * (1.0 - 0.05 * b.y), mossy * soft, grown.x);
    color = vec4(clamp(c * (1.0 + 0.25 * grown.y), 0.0, 1.0), 1.0);
}
