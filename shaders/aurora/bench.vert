// The end of an old wooden bench at the seat's left: 0-2 seat, 3-4 back, 5-6 posts.
#include "aurora/bench.glsl"

out vec3 local;
flat out vec4 plank;

void main() {
    int i = instance_id;
    vec3 size;
    vec3 at;
    if (i < 3) {
        size = vec3(1.50, 0.045, 0.125);
        at = vec3(0.0, 0.44, -0.145 + 0.145 * float(i));
    } else if (i < 5) {
        size = vec3(1.50, 0.115, 0.035);
        at = vec3(0.0, 0.62 + 0.17 * float(i - 3), 0.235 + 0.02 * float(i - 3));
    } else {
        size = vec3(0.085, 0.98, 0.075);
        at = vec3(i == 5 ? 0.58 : -0.58, 0.36, 0.275);
    }
    local = in_position * size;
    vec3 p = local + at + vec3(0.012 * (in_random.x - 0.5), 0.006 * (in_random.y - 0.5), 0.0);
    plank = in_random;
    normal = bench_turn(in_normal);
    world_position = bench_place(p);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
