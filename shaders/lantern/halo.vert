// Light in the moist air about the lantern: it widens as the rhythm settles.
#include "lantern/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec3 m = middle();
    float wide = mix(0.95, 1.75, halo) * mix(0.88, 1.06, glow);
    // none of it under the water
    corner = vec2(in_position.x, max(in_position.y, -m.y / wide));
    world_position = billboard(m, corner * wide);
    light = lamp_color() * vec3(1.0, 0.88, 0.76) * (mix(0.085, 0.165, halo) * flame());
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
