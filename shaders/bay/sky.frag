// Dusk and cirrus. Moon and stars are layers of their own.
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"

in vec3 clear_sky;
in vec3 lit;
in vec4 cloud_at;
in vec2 cloud_kept;

void main() {
    // Streaks in two sizes, combed by the wind (as cirrus_streaks of lib/clouds.glsl has them).
    vec2 q = cloud_at.xy * vec2(0.75, 2.70) + vec2(0.70, 1.30) * cloud_at.z;
    float n = 0.52 * quick_noise(q) * cloud_kept.x;
    q = mat2(0.97, 0.24, -0.24, 0.97) * q * vec2(2.2, 3.3) + vec2(0.9, 0.3) * n + 11.0;
    n += 0.44 * quick_noise(q) * cloud_kept.y;
    float cover = clamp((n + 0.75 * cloud_at.z + 0.10) * (1.0 / 1.15), 0.0, 1.0);
    cover *= cover * (3.0 - 2.0 * cover);
    // Thick cloud hides more and lets less of the light through.
    float thick = clamp(1.55 * cover - 0.48, 0.0, 1.0);
    cover *= cloud_at.w;
    color = vec4(clear_sky * (1.0 - cover) + lit * (cover - 0.36 * cover * thick), 1.0);
}
