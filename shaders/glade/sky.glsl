// Vertex stage. What changes slowly over the sky, at the corners of a dome round the eye: colours of the open
// sky and of lit leaves, as much as is left of them at the eye, and what the air adds.
#include "glade/world.glsl"

out vec3 open_sky;   // as they are shown: the sky, lit leaves, leaves in the shade
out vec3 leaves;
out vec3 shaded;
out float thick;     // how dense the roof of leaves is, about -1..1
out vec2 kept;       // x: of its leaves, y: one over how soft its edges are

const float ROOF_M = 12.0;
const float LEAVES_FROM = 0.29;   // radians over the horizon

// In direction `turn` (share of a turn) at `rise` radians over the horizon.
void sky_at(float turn, float rise) {
    vec3 r = vec3(-sin(6.2831853 * turn) * cos(rise), sin(rise), cos(6.2831853 * turn) * cos(rise));
    vec3 air = air_color(r);
    float d = ROOF_M / max(r.y, 0.02);
    float lost = r.y < 0.03 ? 1.0 : 1.0 - exp2(-1.442695 * d / mix(22.0, 38.0, warmth));
    float g = 0.5 + 0.5 * dot(r, SUN);
    float g4 = g * g * g * g;
    vec3 sky = mix(vec3(0.030, 0.070, 0.160), vec3(0.210, 0.370, 0.540), hour) * (0.75 + 0.25 * r.y);
    sky += sun_color() * (sunrise() * 0.50 * g4) + vec3(0.10, 0.13, 0.13) * (hour * g);
    vec3 green = vec3(0.085, 0.130, 0.035) * mix(0.30, 1.0, hour) + vec3(0.22, 0.24, 0.05) * (sunrise() * g4);
    vec2 q = r.xz * d;
    // Open above the glade, closed beyond it.
    thick = 0.50 * noise(q * 0.21 + 3.0) + 0.45 * noise(q * 0.70 + 7.0) * (1.0 - lost) + mix(-1.05, 0.62, smoothstep(2.5, 11.0, length(q - vec2(-1.2, -2.0))));
    float footprint = pixel_angle() * d / max(r.y, 0.02);
    kept = vec2(0.65 * band_kept(2.6, footprint), 0.6 / (0.08 + 0.25 * smoothstep(0.1, 0.5, footprint)));
    open_sky = as_shown(mix(sky, air, lost));
    leaves = as_shown(mix(green, air, lost));
    shaded = as_shown(mix(0.20 * green, air, lost));
    world_position = eye_position.xyz + 250.0 * r;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
