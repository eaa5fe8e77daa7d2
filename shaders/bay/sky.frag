// Dusk and cirrus. Moon and stars are layers of their own.
#include "bay/world.glsl"
#include "lib/clouds.glsl"
#include "lib/filter.glsl"

in vec3 clear_sky;
in vec3 lit;
in vec3 shaded;
in vec3 cloud_at;
in vec2 cloud_share;

void main() {
    vec2 cloud = cirrus_over(cloud_at, footprint_of(cloud_at.xy));
    vec3 sky = mix(clear_sky, mix(lit, shaded, cloud.y * cloud_share.y), cloud.x * cloud_share.x);
    color = vec4(sky, 1.0);
}
