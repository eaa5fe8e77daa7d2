// Banks of mist: wide soft cards standing on the water, turned to the seat (not to the head, so
// nothing swims when it moves), drifting more slowly than one can see.
#include "bay/world.glsl"

out vec2 corner;
flat out vec4 bank;
flat out vec3 light;

void main() {
    float a = 6.2831853 * (float(instance_id) + in_random.x) / 26.0 + time_s * 0.0006 * (in_random.y - 0.5);
    float r = mix(16.0, 150.0, in_random.z * in_random.z);
    vec3 out_dir = vec3(sin(a), 0.0, -cos(a));
    vec3 side = vec3(cos(a), 0.0, sin(a));
    float half_width = r * (0.32 + 0.22 * in_random.w);
    float half_height = (0.75 + 0.020 * r) * (0.8 + 0.5 * in_random.y);
    float lift = half_height * (0.10 + 0.45 * glow);
    world_position = out_dir * r + side * in_position.x * half_width + vec3(0.0, in_position.y * half_height + lift + water_level(r), 0.0);
    corner = in_position.xy;
    bank = vec4(in_random.xyz, r);
    light = mix(air_light(out_dir * r), vec3(0.19, 0.22, 0.32) * breath_light(), 0.42);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
