// Snow that lies on the posts, its top at in_offset, and on the boulders (the last four).
#include "snowline/world.glsl"

flat out float stone;

void main() {
    int i = instance_id;
    vec3 u = normalize(in_position);
    stone = i < 9 ? 0.0 : 1.0;
    vec3 p;
    if (i < 9) {
        vec3 s = sign(u) * pow(abs(u), vec3(0.75, 0.85, 0.75));
        p = vec3(s.x, max(s.y, -0.25), s.z) * vec3(0.115, 0.075 + 0.03 * in_random.x, 0.115);
        p.y -= 0.075 + 0.03 * in_random.x;
        normal = normalize(vec3(u.x, max(u.y, -0.2) + 0.25, u.z));
    } else {
        float wide = 0.40 + 0.16 * in_random.x;
        float lump = 1.0 + 0.13 * noise(u.xz * 1.6 + 9.0 * in_random.y) + 0.10 * noise(u.xy * 2.6 + 5.0 * in_random.z);
        p = u * lump * vec3(wide, 0.46, wide * (0.75 + 0.2 * in_random.w));
        p.y -= 0.46 * (1.0 + 0.13 * noise(vec2(9.0 * in_random.y)) + 0.10 * noise(vec2(0.0, 2.6) + 5.0 * in_random.z)) - 0.01;
        normal = normalize(u / vec3(wide, 0.46, wide));
    }
    world_position = in_offset + p;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
