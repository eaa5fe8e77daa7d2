// Powder that a waking bird shakes off (24 a bird), and the puff of a snowball (24 a ball).
#include "snowline/world.glsl"

out vec2 corner;
flat out vec4 light;

void main() {
    int group = instance_id / 24;
    vec4 r = in_random;
    vec3 at;
    float size;
    float t;             // 0 .. 1
    float reach;
    if (group < TARGETS) {
        at = targets[group].place.xyz;
        size = targets[group].place.w;
        t = targets[group].woken_s / (0.9 + 0.6 * r.w);
        reach = mix(1.7, 2.5, targets[group].hit);
        at.y += 0.5 * size;
    } else {
        int k = group - TARGETS;
        at = snowballs[k].place.xyz;
        size = 0.13;
        t = snowballs[k].burst * (1.0 + 0.4 * r.w);
        reach = 2.6;
    }
    float a = 6.2831853 * r.x;
    float y = 0.9 * r.y - 0.15;
    vec3 way = vec3(cos(a) * sqrt(max(1.0 - y * y, 0.0)), y, sin(a) * sqrt(max(1.0 - y * y, 0.0)));
    float out_to = 1.0 - exp2(-2.6 * t);
    at += way * size * reach * (0.35 + 0.65 * r.z) * out_to;
    at.y -= size * 1.6 * t * t;
    float fade = smoothstep(0.0, 0.10, t) * (1.0 - smoothstep(0.35, 1.0, t));
    float wide = size * (0.14 + 0.34 * r.w) * (0.7 + 1.3 * t);
    corner = in_position.xy;
    light = vec4(vec3(0.46, 0.49, 0.55) + sun_color() * 0.42, 0.95 * fade);
    world_position = billboard(at, in_position.xy * wide);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    if (fade <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
