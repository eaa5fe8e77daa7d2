// An old fence down into the valley: even instances are posts, whose top stands at in_offset.
#include "snowline/world.glsl"

out vec3 local;
flat out vec4 grain_of;

void main() {
    vec3 p = in_position;
    local = p;
    grain_of = in_random;
    float lean = 0.10 * (in_random.x - 0.5);
    p.xz *= 0.055 + 0.012 * in_random.y;
    float below = (1.0 - p.y) * 1.9;
    p.xz += vec2(lean, 0.08 * (in_random.z - 0.5)) * below;
    world_position = vec3(in_offset.x + p.x, in_offset.y - below, in_offset.z + p.z);
    normal = in_normal;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
