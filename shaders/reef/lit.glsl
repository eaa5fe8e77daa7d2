// Vertex stage: light and water between, worked out for each vertex. Needs reef/world.glsl.

out vec3 soft;     // light without direction
out vec3 direct;   // light of the sun, before caustics
out vec3 kept;     // share of the thing's light that reaches the eye
out vec3 veil;     // light that the water between adds

// `open` 0..1: how much of the water around the point sees; `wrap`: how far light reaches round.
void light_up(vec3 p, vec3 n, float open, float wrap) {
    soft = soft_light(n, p.y) * open;
    direct = sunlight(p.y) * (max(dot(n, SUN) + wrap, 0.0) / (1.0 + wrap) * open);
    vec3 to = p - eye_position.xyz;
    float d = length(to);
    kept = kept_after(d);
    veil = water_light(to / max(d, 1e-3)) * (1.0 - kept);
}
