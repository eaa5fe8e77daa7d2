// The pool of light each lantern lays on the water round it.
#include "bay/world.glsl"

out vec2 corner;
flat out float strength;

void main() {
    float s = float(instance_id) / float(LANTERNS - 1);
    vec3 at = lantern_center(s);
    float far = length(at.xz);
    float r = lantern_radius(s);
    float lift = at.y - water_level(far);
    float size = 0.30 + 2.2 * r + 0.5 * lift;
    vec2 p = at.xz + in_position.xz * 2.0 * size;
    corner = in_position.xz * 2.0;
    world_position = vec3(p.x, water_level(length(p)) + long_waves(p) + 0.012 + 0.002 * far, p.y);
    // Fades as the lantern rises, as the square law says, but is never gone.
    strength = lantern_power(s) * 0.030 / (0.10 + lift * lift / (1.0 + 0.02 * far));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
