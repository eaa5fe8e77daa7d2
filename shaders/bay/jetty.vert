// One plank an instance, each cut, laid and warped a little differently.
#include "bay/world.glsl"

flat out vec4 lamp_a;
flat out vec4 lamp_b;
out vec3 local;
flat out vec4 plank;
flat out vec3 timber;

void main() {
    float index = float(instance_id);
    vec3 p = in_position;
    vec4 r = in_random - 0.5;
    // Cupped, bowed and twisted by years of weather.
    p.y += p.x * p.x * 0.010 * r.w + p.x * p.z * 0.05 * r.z;
    float yaw = r.x * 0.014;
    float roll = r.y * 0.010;
    p.xz = mat2(cos(yaw), sin(yaw), -sin(yaw), cos(yaw)) * p.xz;
    p.y += p.x * roll;
    vec3 n = in_normal;
    n.xz = mat2(cos(yaw), sin(yaw), -sin(yaw), cos(yaw)) * n.xz;
    n.x -= roll * n.y;
    world_position = p + vec3(r.y * 0.055, DECK_Y - 0.020 + r.z * 0.007, -1.98 + 0.1505 * index + r.w * 0.006);
    local = in_position;
    normal = normalize(n);
    plank = in_random;
    // Each plank has its own age: silver, honey, mossy.
    timber = mix(vec3(0.270, 0.255, 0.240), vec3(0.270, 0.190, 0.125), smoothstep(0.45, 1.0, plank.z) * 0.75);
    timber = mix(timber, vec3(0.150, 0.165, 0.115), smoothstep(0.78, 1.0, plank.w) * 0.5) * (0.74 + 0.42 * plank.y);
    lamp_a = lamp_of(0);
    lamp_b = lamp_of(1);
    gl_Position = clip_from_world * vec4(for_pass(world_position, 1.5), 1.0);
}
