// Brain corals: low domes on the sand and the rocks.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/grow.glsl"
#include "reef/net.glsl"
#include "reef/waves.glsl"
#include "reef/caustics.glsl"

out vec3 at;
flat out vec4 which;

void main() {
    int i = instance_id;
    vec4 r = in_random;
    vec3 outward = vec3(0.0, 1.0, 0.0);
    vec3 root;
    float size = 0.20 + 0.16 * r.x;
    if (i < 6) {
        vec2 p = i == 0 ? vec2(1.35, -2.35) : i == 1 ? vec2(-1.15, -3.1) : i == 2 ? vec2(-2.9, -1.5) : i == 3 ? vec2(3.3, -2.0) : i == 4 ? vec2(1.9, 2.8) : vec2(-1.8, 3.3);
        root = vec3(p.x, bed(p), p.y);
    } else {
        root = root_at(i == 9 ? 10 : i * 5 % 18, (r.yz - 0.5) * vec2(1.6, 0.9), outward);
        size *= 1.15;
    }
    vec3 u = normalize(in_position);
    vec3 q = u * vec3(1.0, 0.78, 0.92) * (1.0 + 0.07 * sin(3.0 * u.x + 9.0 * r.w) + 0.06 * sin(4.0 * u.z + 5.0 * r.x));
    world_position = root + size * (q + vec3(0.0, 0.12, 0.0));
    normal = normalize(u * vec3(1.0, 1.25, 1.08));
    at = u * (size * 30.0);
    which = r;
    light_up(world_position, normal, 0.35 + 0.65 * smoothstep(-0.35, 0.5, u.y), 0.25);
    // Its corners are as close as the lines are wide.
    cast_net(world_position);
    lit = shaded + sunned * caustics(net, slack, 0.05);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
