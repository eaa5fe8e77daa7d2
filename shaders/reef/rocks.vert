// Rocks of the reef, near ones and the towers that fade into the blue.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"

out float hollow;

void main() {
    int k = instance_id;
    vec3 u = normalize(in_position);
    vec3 side = normalize(abs(u.y) < 0.9 ? cross(u, vec3(0.0, 1.0, 0.0)) : vec3(1.0, 0.0, 0.0));
    vec3 other = cross(u, side);
    vec3 ua = normalize(u + 0.05 * side);
    vec3 ub = normalize(u + 0.05 * other);
    float swollen = rock_swell(k, u);
    vec3 p = ROCK_SIZE[k] * (u * swollen);
    vec3 n = cross(ROCK_SIZE[k] * (ua * rock_swell(k, ua)) - p, ROCK_SIZE[k] * (ub * rock_swell(k, ub)) - p);
    n = normalize(n) * sign(dot(n, u));
    hollow = swollen;
    world_position = ROCK_AT[k] + p;
    normal = n;
    float foot = smoothstep(-0.15, 0.9, p.y / ROCK_SIZE[k].y + 0.5);
    light_up(world_position, n, (0.34 + 0.66 * foot) * smoothstep(0.70, 1.06, swollen), 0.22);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
