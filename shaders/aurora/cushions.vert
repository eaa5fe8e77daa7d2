// Snow on the bench: 0 on the seat, 1 on the back's rail, 2 and 3 on the posts.
#include "aurora/bench.glsl"

void main() {
    int i = instance_id;
    vec3 size = i == 0 ? vec3(0.74, 0.085, 0.215) : i == 1 ? vec3(0.755, 0.048, 0.030) : vec3(0.062, 0.055, 0.056);
    vec3 at = i == 0 ? vec3(0.0, 0.462, 0.01) : i == 1 ? vec3(0.0, 0.850, 0.255) : vec3(i == 2 ? 0.58 : -0.58, 0.848, 0.275);
    // A sphere drawn out to a pillow, its underside flat, its top gently uneven.
    vec3 u = normalize(in_position);
    vec3 s = sign(u) * pow(abs(u), vec3(0.42, 0.80, 0.55));
    float top = 1.0 + 0.14 * noise(vec2(s.x * 2.6 + 7.0 * in_random.x, s.z * 0.8));
    vec3 p = vec3(s.x, max(s.y, -0.08) * top, s.z) * size;
    normal = bench_turn(normalize(vec3(pow(abs(u.x), 1.6) * sign(u.x) * 0.6, max(u.y, 0.0) + 0.25, u.z * 0.8)));
    world_position = bench_place(p + at);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
