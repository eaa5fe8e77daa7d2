#include "snowline/solid.glsl"
#include "lib/filter.glsl"

in vec2 along;
flat in float snow_on;

void main() {
    vec3 n = normalize(normal);
    vec2 g = vec2(along.y * 26.0, world_position.y * 5.0 + world_position.x * 3.0);
    float bark = noise(g) * band_kept(1.0, footprint_of(g));
    vec3 wood = vec3(0.120, 0.092, 0.080) * (1.0 + 0.55 * bark);
    float snow = max(snow_on, smoothstep(0.1, 0.8, dot(n, vec3(0.15, 0.25, 0.95)) + 0.6 * bark) * 0.55);
    color = vec4(shade(wood, n, n.y < -0.4 ? 0.75 : 1.0, snow, 0.9), 1.0);
}
