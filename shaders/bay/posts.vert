// Mooring posts and piles: round timber standing in the water.
#include "bay/world.glsl"

in vec3 in_position;
in vec3 in_normal;
in vec2 in_uv;
in vec3 in_offset;
in vec4 in_random;
out vec3 world_position;
out vec3 normal;
out vec3 local;
flat out vec4 post;

void main() {
    bool mooring = gl_InstanceID < 2;
    vec3 p = in_position;
    float height = mooring ? 1.0 : 0.70;
    float stout = mooring ? 1.0 : 0.80;
    p.y *= height;
    p.xz *= stout * (1.0 + 0.05 * sin(3.0 * in_uv.x * 6.2831853 + 9.0 * in_random.x));
    // A few degrees out of plumb.
    vec2 lean = (in_random.yz - 0.5) * (mooring ? 0.05 : 0.04);
    p.xz += lean * (p.y - 1.0);
    vec3 offset = in_offset;
    world_position = p + offset;
    normal = normalize(in_normal);
    local = vec3(in_uv, p.y);
    post = in_random;
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(offset.xz)), 1.0);
}
