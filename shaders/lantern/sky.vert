// The dome of the night: its rings crowd towards the horizon, where the light changes.
#include "lantern/world.glsl"
#include "lib/film.glsl"

out vec3 light;

void main() {
    vec2 bearing = normalize(in_position.xz + vec2(1e-5, 0.0));
    float up = max(mix(-0.055556, 1.0, in_uv.y), 0.0);  // of the dome 1/18 is under the horizon
    float a = 1.5707963 * up * up;
    float e = sin(a);
    light = as_shown(night(e, bearing));
    world_position = eye_position.xyz + 2500.0 * vec3(bearing * cos(a), e - 0.0004).xzy;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
