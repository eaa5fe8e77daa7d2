// A boathouse among the trees: 0 walls, 1 roof, 2 chimney, 3 and 4 lit windows, 5 its door.
#include "bay/world.glsl"

out vec3 local;
flat out int part;

void main() {
    part = instance_id;
    vec3 size = part == 0 ? vec3(4.4, 2.3, 3.4) : part == 1 ? vec3(5.2, 1.45, 4.2) : part == 2 ? vec3(0.45, 1.5, 0.45)
              : part < 5 ? vec3(0.75, 0.85, 0.06) : vec3(0.85, 1.75, 0.05);
    vec3 p = in_position;
    vec3 n = in_normal;
    if (part == 1) {  // the ridge: pull the upper edge together
        if (p.y > 0.0) p.z *= 0.02;
        if (abs(n.z) > 0.5) n = normalize(vec3(0.0, 0.82, n.z * 0.57));
    }
    const float TURN = 0.32;
    mat2 turn = mat2(cos(TURN), sin(TURN), -sin(TURN), cos(TURN));
    local = p;
    p = p * size + in_offset;
    p.xz = turn * p.xz;
    n.xz = turn * n.xz;
    world_position = p + vec3(-7.2, 0.95, 23.5);
    normal = n;
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(world_position.xz)), 1.0);
}
