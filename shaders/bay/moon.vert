// The moon and the light about it: a card square to its direction, as wide as its aureole.
#include "bay/world.glsl"
#include "lib/clouds.glsl"

out vec3 toward;  // direction, not of unit length
out vec2 moons;   // place on the card, in moon radii
flat out float clear;

const float RADIUS = 0.0165;  // about four times the true one, as painters draw it
const float REACH = 0.60;     // tangent of the aureole's edge

void main() {
    vec3 right = normalize(cross(MOON, vec3(0.0, 1.0, 0.0)));
    toward = MOON + (right * in_position.x + cross(right, MOON) * in_position.y) * REACH;
    moons = in_position.xy * (REACH / RADIUS);
    gl_Position = (clip_from_world * vec4(eye_position.xyz + 1000.0 * toward, 1.0)).xyww;
    clear = 1.0 - clamp((0.75 * cirrus_field(cirrus_at(MOON, dusk(), time_s).xy) + 0.10) * (1.0 / 1.15), 0.0, 1.0);
    world_position = vec3(0.0, 1000.0, 0.0);  // the mirrored pass cuts nothing off it
}
