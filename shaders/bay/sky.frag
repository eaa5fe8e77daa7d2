// Dusk and cirrus. Moon and stars are layers of their own.
#include "lib/noise.glsl"
#include "lib/sky.glsl"
#include "lib/clouds.glsl"

in vec3 clear_sky;
in vec3 lit;
in vec3 shaded;
in vec4 cloud_at;
in vec2 cloud_kept;

void main() {
    vec2 cloud = cirrus_streaks(cloud_at.xy, cloud_at.z, cloud_kept);
    color = vec4(mix(clear_sky, mix(lit, shaded, cloud.y), cloud.x * cloud_at.w), 1.0);
}
