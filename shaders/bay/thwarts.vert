// Seats of the boat and a pair of oars laid along them: 0 and 1 seats, 2 and 3 oars, 4 and 5 blades.
#include "bay/boat.glsl"

flat out vec4 lamp_a;
flat out vec4 lamp_b;
out vec3 local;

void main() {
    int i = instance_id;
    vec3 p = in_position;
    vec3 n = in_normal;
    if (i < 2) {
        p *= i == 0 ? vec3(0.80, 0.035, 0.20) : vec3(0.74, 0.035, 0.26);
        p += i == 0 ? vec3(0.0, 0.235, -0.12) : vec3(0.0, 0.245, 0.98);
    } else {
        float side = (i & 1) == 0 ? -1.0 : 1.0;
        p *= i < 4 ? vec3(0.036, 0.036, 2.0) : vec3(0.115, 0.016, 0.46);
        p.z += i < 4 ? 0.05 : 1.16;
        float turn = side * 0.055 + 0.03;
        p.xz = mat2(cos(turn), sin(turn), -sin(turn), cos(turn)) * p.xz;
        p += vec3(side * 0.20 + 0.04, 0.285 + 0.02 * p.z, 0.05);
    }
    local = p;
    world_position = afloat(p);
    normal = n;
    lamp_a = lamp_of(0);
    lamp_b = lamp_of(1);
    gl_Position = clip_from_world * vec4(for_pass(world_position, 2.3), 1.0);
}
