// Snow that lies on the posts, its top at in_offset, and on the boulders (the last four).
#include "snowline/world.glsl"

flat out float stone;
centroid out vec3 rock;       // as they are shown
centroid out vec3 white;
centroid out float slope;     // normal.y

void main() {
    int i = instance_id;
    vec3 u = normalize(in_position);
    stone = i < 9 ? 0.0 : 1.0;
    vec3 p;
    if (i < 9) {
        vec3 s = u * inversesqrt(0.55 + 0.45 * abs(u));
        p = vec3(s.x, max(s.y, -0.25), s.z) * vec3(0.115, 0.075 + 0.03 * in_random.x, 0.115);
        p.y -= 0.075 + 0.03 * in_random.x;
        normal = normalize(vec3(u.x, max(u.y, -0.2) + 0.25, u.z));
    } else {
        float wide = 0.40 + 0.16 * in_random.x;
        vec3 way = 2.3 * u + 6.0 * in_random.yzw;
        float lump = 1.0 + 0.09 * sin(way.x) * sin(way.z + 0.7 * way.y) + 0.05 * sin(2.1 * way.y + way.x);
        p = u * lump * vec3(wide, 0.46, wide * (0.75 + 0.2 * in_random.w));
        p.y -= 0.46;
        normal = normalize(u / vec3(wide, 0.46, wide));
    }
    world_position = in_offset + p;
    vec3 light = day_light(normal, 0.92);
    vec3 view = normalize(eye_position.xyz - world_position);
    float edge = 1.0 - max(dot(normal, view), 0.0);
    rock = as_shown(vec3(0.116, 0.120, 0.132) * light);
    white = as_shown(SNOW * light + sun_color() * (edge * edge * max(dot(-view, SUN), 0.0) * 0.30));
    slope = normal.y;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
