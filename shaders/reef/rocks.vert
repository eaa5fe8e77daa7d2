// Rocks of the reef, near ones and the towers that fade into the blue.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"

out vec2 drawn;   // place on the rock for its crusts, metres

void main() {
    int k = instance_id;
    vec3 u = normalize(in_position);
    vec2 away = normalize(ROCK_AT[k].xz);   // the mesh's seam is turned away from the seat
    u.xz = vec2(u.x * away.y + u.z * away.x, u.z * away.y - u.x * away.x);
    vec3 side = normalize(abs(u.y) < 0.9 ? cross(u, vec3(0.0, 1.0, 0.0)) : vec3(1.0, 0.0, 0.0));
    vec3 other = cross(u, side);
    vec3 ua = normalize(u + 0.05 * side);
    vec3 ub = normalize(u + 0.05 * other);
    float swollen = rock_swell(k, u);
    vec3 p = ROCK_SIZE[k] * (u * swollen);
    vec3 n = cross(ROCK_SIZE[k] * (ua * rock_swell(k, ua)) - p, ROCK_SIZE[k] * (ub * rock_swell(k, ub)) - p);
    n = normalize(n) * sign(dot(n, u));
    // Sinusoidal projection about the side that faces the seat: little is stretched where it is seen.
    float wide = 0.5 * (ROCK_SIZE[k].x + ROCK_SIZE[k].z);
    float rise = 3.1415927 * (in_uv.y - 0.5);
    drawn = vec2(6.2831853 * (in_uv.x - 0.5) * wide * cos(rise), rise * 0.5 * (wide + ROCK_SIZE[k].y)) + 3.7 * float(k);
    world_position = ROCK_AT[k] + p;
    normal = n;
    float foot = smoothstep(-0.15, 0.9, p.y / ROCK_SIZE[k].y + 0.5);
    light_up(world_position, n, (0.34 + 0.66 * foot) * smoothstep(0.70, 1.06, swollen), 0.22);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
