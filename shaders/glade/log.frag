#include "glade/bark.glsl"

centroid in vec3 at;
centroid in vec4 air;
centroid in float lit;

void main() {
    vec3 n = normalize(normal);
    vec2 b = bark(at.yx, 0.37);
    vec3 rough = normalize(n + vec3(0.15, 0.0, 0.20) * b.y * 0.6);
    vec3 c = mix(vec3(0.040, 0.031, 0.026), vec3(0.135, 0.105, 0.082), smoothstep(-0.9, 1.1, b.x));
    // Old wood at the broken end, dark in its middle.
    vec3 wood = vec3(0.150, 0.100, 0.060) * (0.75 + 0.25 * b.x) * mix(1.0, 0.22, smoothstep(0.25, 0.85, at.z));
    c = mix(c, wood, smoothstep(0.02, 0.12, at.z));
    vec2 q = vec2(at.x, at.y);
    float want = 1.25 * n.y - 0.30 - 2.0 * at.z;
    c = grown_over(c, want, q, 0.7);
    float moss = smoothstep(-0.2, 0.6, want);
    vec3 cushion = noise_with_slope(q * 9.0) * band_kept(9.0, footprint_of(q));
    rough = normalize(rough + 0.28 * moss * vec3(cushion.y, 0.0, cushion.z) * vec3(-0.5));
    float open = 0.45 + 0.55 * smoothstep(-0.8, 0.5, n.y) * (0.85 + 0.15 * cushion.x * moss);
    c *= glade_light(rough, open, lit) * (1.0 + 0.30 * moss * cushion.x);
    c += backlit(n, moss * open, lit);
    color = vec4(in_air(c, air), 1.0);
}
