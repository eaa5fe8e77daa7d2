#include "glade/bark.glsl"

centroid in vec4 air;
centroid in float lit;
flat in float which;

void main() {
    vec3 n = normalize(normal);
    vec3 w = world_position;
    vec2 q = vec2(w.x + 0.3 * w.z + 0.6 * w.y, w.z - 0.3 * w.x - 0.7 * w.y);
    vec3 grain = noise_with_slope(q * 13.0) * band_kept(13.0, footprint_of(q));
    vec3 c = mix(vec3(0.085, 0.088, 0.092), vec3(0.125, 0.115, 0.105), which) * (1.0 + 0.40 * grain.x);
    float want = 1.3 * n.y - 0.62;
    c = grown_over(c, want, q * 1.6, which);
    vec3 rough = normalize(n - 0.16 * vec3(grain.y, 0.0, grain.z));
    float open = 0.35 + 0.65 * smoothstep(-0.7, 0.6, n.y);
    c = c * glade_light(rough, open, lit) + backlit(n, smoothstep(-0.1, 0.5, want) * open, lit);
    color = vec4(in_air(c, air), 1.0);
}
