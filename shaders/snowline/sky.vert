// The sky's colour changes slowly over the vault: it is worked out at the corners of a wide dome.
#include "snowline/world.glsl"

out vec3 tint;

void main() {
    tint = day_sky(normalize(in_position));
    world_position = eye_position.xyz + in_position;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    gl_Position.z = gl_Position.w * 0.9999999;
}
