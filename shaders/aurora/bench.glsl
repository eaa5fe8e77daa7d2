// Where the bench stands.
#include "aurora/world.glsl"

const float BENCH_TURN = -0.34;

vec3 bench_turn(vec3 v) {
    v.xz = mat2(cos(BENCH_TURN), sin(BENCH_TURN), -sin(BENCH_TURN), cos(BENCH_TURN)) * v.xz;
    return v;
}

vec3 bench_place(vec3 p) {
    return bench_turn(p) + vec3(-1.95, 0.04, -0.75);
}
