#include "reef/world.glsl"
#include "reef/waves.glsl"

in vec2 fan;
in vec2 polar;
flat in float pixel;
centroid in vec3 tissue;
centroid in vec3 between;
centroid in vec3 shine;
flat in float which;

float ramp(float from, float to, float x) {
    return clamp((x - from) / (to - from), 0.0, 1.0);
}

// How much of a pixel is covered by lines `d` away from their middle, `half_width` wide.
vec3 covered(vec3 d, vec3 half_width) {
    return clamp((half_width - d) / pixel + 0.5, 0.0, 1.0) * min(vec3(1.0), 2.0 * half_width / pixel);
}

void main() {
    vec2 at = clamp(fan, -2.0, 2.0);
    float r = length(at);
    vec2 bend = swing(mat2(1.3, 0.9, -0.8, 1.5) * at + which);
    float warp = bend.x * bend.y;
    float warp2 = swing(dot(at, vec2(3.3, 2.6)) + 0.4 * bend.x);
    float edge = polar.y + 0.03 * swing(3.1 * polar.x + which) * swing(1.3 * polar.x - which);
    float inside = clamp((edge - r) / (0.05 + pixel), 0.0, 1.0) * ramp(1.15, 1.05, abs(polar.x)) * ramp(0.0, 0.02, at.y);
    // Ribs that fork: their number doubles outwards, each set fades in.
    float b = clamp(polar.x, -1.3, 1.3) + 0.08 * warp + 0.015 * warp2;
    vec3 many = vec3(2.2, 6.6, 19.8);
    vec3 rib = covered(abs(fract(b * many + vec3(0.5, 0.0, 0.1 * warp)) - 0.5) * (r / many), vec3(0.020 - 0.010 * r, 0.0095, 0.0055));
    float ribs = max(rib.x, max(rib.y * ramp(0.14, 0.26, r), rib.z * ramp(0.30, 0.46, r)));
    // Fine mesh between them, seen as an even veil from afar.
    float mesh = 0.5 + 0.5 * swing(16.7 * r + 2.2 * warp2) * clamp(2.0 - 68.0 * pixel, 0.0, 1.0);
    float cover = max(ribs, 0.14 + 0.14 * mesh) * inside;
    float rim = ramp(edge - 0.18, edge - 0.02, r);
    vec3 c = tissue * (0.55 + 0.50 * ribs + 0.25 * r) + between * (1.0 - 0.3 * ribs) + shine * (0.07 + 0.39 * ribs * r + 0.53 * rim * rim);
    color = vec4(c * inside, cover);  // what shines between the ribs is its own light
}
