// Vertex stage: light and water between, worked out at the corners, and what they are shown as.
// Needs reef/world.glsl.
#include "lib/film.glsl"

vec3 shaded;          // light without direction, as much of it as reaches the eye
vec3 sunned;          // light of the sun, the same, before caustics
vec3 lit;             // both
vec3 kept;            // share of a thing's light that reaches the eye
vec3 veil;            // light that the water between adds

// `open` 0..1: how much of the water around the point sees; `wrap`: how far light reaches round.
void light_up(vec3 p, vec3 n, float open, float wrap) {
    vec3 to = p - eye_position.xyz;
    float d = length(to);
    kept = kept_after(d);
    float left = left_at(p.y);
    vec3 seen = open * kept;
    shaded = soft_light(n, p.y, left) * seen;
    sunned = sunlight(left) * (max(dot(n, SUN) + wrap, 0.0) / (1.0 + wrap)) * seen;
    lit = shaded + sunned;
    veil = water_light(to / max(d, 1e-3)) * (1.0 - kept);
}

// What a thing of this `albedo` 0..1 is shown as through the water; `glow` is light of its own.
vec3 painted(vec3 albedo, vec3 glow) {
    return as_shown(albedo * lit + glow * kept + veil);
}

vec3 painted(vec3 albedo) {
    return as_shown(albedo * lit + veil);
}

// The same under caustics that scale the sun by `bright` (mean 1).
vec3 painted_under(float bright, vec3 albedo) {
    return as_shown(albedo * (shaded + sunned * bright) + veil);
}
