// Mooring posts and piles: round timber standing in the water.
#include "bay/world.glsl"

flat out vec4 lamp_a;
flat out vec4 lamp_b;
out vec3 local;
flat out vec4 post;

void main() {
    bool mooring = instance_id < 2;
    bool piling = instance_id >= 10;  // left over from an older jetty, out in the bay
    vec3 p = in_position;
    float height = mooring ? 1.0 : piling ? 0.78 + 0.16 * in_random.w : 0.70;
    float stout = mooring ? 1.0 : 0.80;
    p.y *= height;
    p.xz *= stout * (1.0 + 0.05 * sin(3.0 * in_uv.x * 6.2831853 + 9.0 * in_random.x));
    // A few degrees out of plumb.
    vec2 lean = (in_random.yz - 0.5) * (mooring ? 0.05 : piling ? 0.16 : 0.04);
    p.xz += lean * (p.y - 1.0);
    vec3 offset = in_offset;
    world_position = p + offset;
    normal = normalize(in_normal);
    local = vec3(in_uv, p.y);
    post = in_random;
    lamp_a = lamp_of(0);
    lamp_b = lamp_of(1);
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(offset.xz)), 1.0);
}
