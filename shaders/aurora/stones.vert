// Round stones at the water's edge, each with its cap of snow.
#include "aurora/world.glsl"

flat out float which;

const vec3 PLACES[8] = vec3[8](
    vec3(-1.55, 0.30, -2.35), vec3(-2.05, 0.20, -2.75), vec3(-1.25, 0.13, -2.85), vec3(2.15, 0.36, -2.9),
    vec3(2.75, 0.22, -2.5), vec3(1.55, 0.14, -3.6), vec3(4.4, 0.42, -8.5), vec3(-3.6, 0.34, -9.6));

vec3 stone(vec3 u) {
    float s = 7.0 * in_random.x;
    float bulge = 1.0 + 0.13 * sin(2.3 * u.x + s) + 0.10 * sin(2.9 * u.z + 2.0 * s) + 0.06 * sin(5.1 * u.y + 3.1 * u.x + s);
    return u * bulge * vec3(1.0, 0.66, 0.86);
}

void main() {
    vec3 place = PLACES[instance_id];
    vec3 u = normalize(in_position);
    vec3 p = stone(u);
    vec3 side = normalize(abs(u.y) < 0.9 ? cross(u, vec3(0.0, 1.0, 0.0)) : vec3(1.0, 0.0, 0.0));
    vec3 other = cross(u, side);
    vec3 n = cross(stone(normalize(u + 0.03 * side)) - p, stone(normalize(u + 0.03 * other)) - p);
    n = normalize(n) * sign(dot(n, u));
    // The cap of snow makes the upper half fuller.
    p += vec3(0.0, 0.16, 0.0) * smoothstep(0.15, 0.75, n.y);
    float a = 6.2831853 * in_random.y;
    mat2 turn = mat2(cos(a), sin(a), -sin(a), cos(a));
    p.xz = turn * p.xz;
    n.xz = turn * n.xz;
    normal = n;
    which = in_random.z;
    world_position = vec3(place.x, 0.28 * place.y, place.z) + p * place.y;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
