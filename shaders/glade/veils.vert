// Wisps on top of the mist: soft cards turned to the seat (not to the head, so nothing swims when
// it moves), drifting more slowly than one can see. They rise and sink with the breath.
#include "glade/world.glsl"

out vec2 corner;
flat out vec2 place;
flat out vec3 light;
out float fade;

void main() {
    vec4 r = in_random;
    float a = 6.2831853 * (float(instance_id) + 0.8 * r.x) / 10.0 + 0.0012 * time_s * (r.y - 0.5);
    float far = 4.2 + 11.0 * r.z;
    vec3 out_dir = vec3(sin(a), 0.0, -cos(a));
    vec3 side = vec3(cos(a), 0.0, sin(a));
    float half_width = far * (0.34 + 0.20 * r.w);
    float half_height = 0.28 + 0.020 * far + 0.34 * mist;
    float lift = 0.05 + 0.75 * mist * (0.8 + 0.4 * r.y);
    world_position = out_dir * far + side * (in_position.x * half_width) + vec3(0.0, in_position.y * half_height + lift, 0.0);
    corner = in_position.xy;
    place = vec2(40.0 * r.x, 9.0 * r.y);
    vec4 air = air_to(out_dir * far + vec3(0.0, 0.2, 0.0));
    light = air.rgb * 1.12;
    fade = (0.16 + 0.34 * mist) * smoothstep(-0.05, 0.40, world_position.y - floor_height(out_dir.xz * far));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
