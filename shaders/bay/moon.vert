// The moon and the light about it: a card square to its direction, as wide as its aureole.
#include "bay/world.glsl"

out vec3 toward;  // direction, not of unit length
out vec2 moons;   // place on the card, in moon radii

const float RADIUS = 0.0165;  // about four times the true one, as painters draw it
const float REACH = 0.60;     // tangent of the aureole's edge

void main() {
    vec3 right = normalize(cross(MOON, vec3(0.0, 1.0, 0.0)));
    toward = MOON + (right * in_position.x + cross(right, MOON) * in_position.y) * REACH;
    moons = in_position.xy * (REACH / RADIUS);
    gl_Position = (clip_from_world * vec4(eye_position.xyz + 1000.0 * toward, 1.0)).xyww;
    world_position = vec3(0.0, 1000.0, 0.0);  // the mirrored pass cuts nothing off it
}
