// Two rails between one post and the next: in_offset is the middle, in_random is not used for it.
#include "snowline/world.glsl"

const vec3 POSTS[9] = vec3[9](
    vec3(2.50, 0.62, -2.10), vec3(1.90, 0.56, -3.50), vec3(1.55, 0.44, -5.10), vec3(1.10, 0.30, -7.00), vec3(0.30, 0.12, -9.10),
    vec3(-0.90, -0.08, -11.5), vec3(-2.60, -0.30, -14.0), vec3(-5.0, -0.50, -16.6), vec3(-8.2, -0.62, -19.2));

out vec3 local;
flat out vec4 grain_of;

void main() {
    int i = instance_id / 2;
    float low = instance_id % 2 == 0 ? 0.20 : 0.55;
    vec3 a = POSTS[i];
    vec3 b = POSTS[i + 1];
    vec3 way = b - a;
    vec3 right = normalize(vec3(-way.z, 0.0, way.x));
    local = in_position;
    grain_of = in_random;
    vec3 p = a + way * (in_position.x + 0.5);
    float sag = in_position.x * in_position.x - 0.25;
    p.y -= low + (in_random.x - 0.5) * 0.06 - 0.10 * sag * (in_random.y - 0.6);
    p += right * (0.05 * in_position.z + 0.055) + vec3(0.0, 0.085 * in_position.y, 0.0);
    world_position = p;
    normal = normalize(right * in_normal.z + vec3(0.0, in_normal.y, 0.0) + normalize(way) * in_normal.x);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
