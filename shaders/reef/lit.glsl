// Vertex stage: light and water between, worked out for each vertex. Needs reef/world.glsl. A
// fragment shader pays for each of these that it reads: see reef/shown.glsl.

out vec3 shaded;          // light without direction, as much of it as reaches the eye
out vec3 sunned;          // light of the sun, the same, before caustics
out vec3 lit;             // both
out vec3 kept;            // share of a thing's light that reaches the eye
out vec3 veil;            // light that the water between adds
flat out float brightest; // no light is brighter

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
    brightest = 1.35 * sun_power();
}
