// Clouds of the evening. Fragment stage only; needs lib/noise.glsl and lib/sky.glsl.
#include "lib/filter.glsl"

// High cirrus: `cover` 0..1 out of a noise value, its light added over the gradient by the caller.
// Streaks run towards the sun, so perspective fans them out of the afterglow.
// Returns x = opacity 0..1, y = how thick (for shading).
vec2 cirrus(vec3 ray, Dusk dusk, float time_s) {
    // A plane overhead, bent down at the rim so that bars never compress into noise.
    vec2 p = ray.xz / (ray.y + 0.085);
    p = vec2(dot(p, dusk.sun), dot(p, vec2(-dusk.sun.y, dusk.sun.x)));
    p += vec2(0.010, 0.003) * time_s;
    float footprint = footprint_of(p);
    // Where there is cloud at all, and how its streaks are combed.
    float field = noise(p * vec2(0.34, 0.62) + 8.6);
    vec2 q = p * vec2(0.62, 2.05) + vec2(0.9, 0.55) * field;
    float n = 0.58 * noise(q) * band_kept(2.05, footprint);
    q = NEXT_OCTAVE * q * vec2(0.85, 1.15) + 11.0;
    n += 0.28 * noise(q) * band_kept(4.4, footprint);
    q = NEXT_OCTAVE * q * vec2(0.80, 1.30) + 5.0;
    n += 0.15 * noise(q) * band_kept(9.5, footprint);
    float cover = smoothstep(-0.12, 0.85, n + 0.85 * field - 0.05);
    float rim = smoothstep(0.008, 0.075, ray.y);
    return vec2(cover * rim, smoothstep(0.25, 0.95, cover));
}
