#include "snowline/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in vec4 mood;

// 1 within a distance of `r`, 0 without, a pixel soft.
float disc(float d, float r, float pixel) {
    return 1.0 - smoothstep(r - pixel, r + pixel, d);
}

void main() {
    vec3 n = normalize(normal);
    vec3 u = normalize(local);
    float pixel = max(0.6 * footprint_of(u.xy), 0.012);
    vec2 g = u.xy * 7.0 + u.z * 3.0;
    float down = noise(g) * band_kept(1.0, footprint_of(g));
    n = normalize(n + 0.10 * down);

    vec3 plumage = mix(vec3(0.86, 0.84, 0.80), vec3(0.93, 0.92, 0.90), smoothstep(-0.6, 0.4, u.y));
    float back = smoothstep(0.05, 0.50, -u.z + 0.35 * u.y + 0.10 * down - 0.25);
    plumage = mix(plumage, vec3(0.235, 0.190, 0.185), back * 0.85);
    plumage = mix(plumage, vec3(0.080, 0.070, 0.075), smoothstep(0.80, 0.92, -u.z));
    // Cheeks.
    float cheek = exp2(-30.0 * dot(vec2(abs(u.x) - 0.50, u.y - 0.02), vec2(abs(u.x) - 0.50, u.y - 0.02))) * step(0.0, u.z);
    plumage = mix(plumage, vec3(0.95, 0.66, 0.52), 0.55 * cheek);

    // A cap of snow while it sleeps; it slides off as it is looked at.
    float cap = smoothstep(0.42, 0.60, u.y + 0.16 * down - 0.15 * u.z) * (1.0 - smoothstep(0.15, 1.0, mood.z));
    vec3 c = shade(plumage, n, 0.78 + 0.22 * smoothstep(-0.9, 0.2, u.y), cap, 0.85);

    // The warmth within.
    float rim = 1.0 - max(dot(n, normalize(eye_position.xyz - world_position)), 0.0);
    c += vec3(0.52, 0.29, 0.10) * mood.y * (0.30 + 0.70 * rim) * (1.0 - 0.6 * back);

    if (u.z > 0.0) {
        // Eyes: closed lids, or open with a spark of light.
        vec2 e = vec2(abs(u.x) - 0.36, u.y - 0.23);
        float lid = disc(abs(length(e * vec2(1.0, 1.25) - vec2(0.0, 0.06)) - 0.085), 0.020, pixel) * step(e.y, 0.03);
        float open = disc(length(e), 0.105, pixel);
        float spark = disc(length(vec2(u.x - 0.36 * sign(u.x) + 0.035, e.y - 0.040)), 0.030, pixel);
        c = mix(c, vec3(0.018, 0.016, 0.018), max(lid * (1.0 - mood.x), open * mood.x));
        c = mix(c, vec3(0.62), spark * mood.x);
        vec2 k = vec2(u.x, u.y - 0.10);
        float beak = disc(abs(k.x) * 1.3 + abs(k.y) * 1.1, 0.085, pixel);
        c = mix(c, vec3(0.075, 0.062, 0.055), beak);
    }
    color = vec4(c, 1.0);
}
