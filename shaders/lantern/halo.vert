// Light in the moist air about the lantern: it widens as the rhythm settles.
#include "lantern/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec3 m = middle();
    float wide = mix(0.95, 1.75, halo) * mix(0.88, 1.06, glow);
    world_position = billboard(m, in_position.xy * wide);
    corner = in_position.xy;
    light = lamp_color() * vec3(1.0, 0.88, 0.76) * (mix(0.085, 0.165, halo) * flame());
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
