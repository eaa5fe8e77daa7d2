#include "@NAME@/world.glsl"

void main() {
    vec3 m = meadow(in_position.xz);
    world_position = vec3(in_position.x, m.x, in_position.z);
    normal = normalize(vec3(-m.y, 1.0, -m.z));
    uv = in_uv;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
