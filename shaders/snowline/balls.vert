// Snowballs on their way.
#include "snowline/world.glsl"

void main() {
    float flown = snowballs[instance_id].flown;
    vec3 u = normalize(in_position);
    float lump = 1.0 + 0.12 * noise(u.xy * 2.5 + 9.0 * snowballs[instance_id].place.w);
    float there = smoothstep(0.0, 0.10, flown) * (1.0 - smoothstep(0.0, 0.06, snowballs[instance_id].burst));
    normal = u;
    world_position = snowballs[instance_id].place.xyz + u * lump * 0.052 * there;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    if (there <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
