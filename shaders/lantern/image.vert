// The lantern's image in the water, upside down, drawn out towards the eye as ripples do.
#include "lantern/world.glsl"

out vec2 at;          // 1 = the lantern's edge
flat out vec3 light;

void main() {
    vec3 m = middle();
    vec3 image = vec3(m.x, -m.y, m.z);
    vec2 wide = vec2(1.30, 1.75);
    at = in_position.xy * wide;
    vec3 to = normalize(eye_position.xyz - image);
    // Water mirrors the more, the flatter one looks at it (Schlick 1994), and this water is deep.
    float k = 1.0 - clamp(to.y, 0.0, 1.0);
    light = lamp_color() * vec3(1.0, 0.88, 0.72) * (flame() * (0.16 + 1.0 * k * k * k * k * k));
    world_position = billboard(image, at * vec2(radius(), 1.12 * half_height()));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
