void main() {
    world_position = in_position + in_offset + vec3(0.0, lift, 0.0);
    normal = in_normal;
    uv = in_uv;
    instance_random = in_random;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
