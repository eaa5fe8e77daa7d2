// Brain corals: low domes on the sand and the rocks.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/grow.glsl"
#include "reef/net.glsl"
#include "reef/waves.glsl"
#include "reef/caustics.glsl"

centroid out vec3 paint;
centroid out vec3 relief;     // how much lighter a crest is
centroid out vec3 glow;       // what shines in the valleys
centroid out vec2 at;         // place in the pattern

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
    at = u.xz * (size * 30.0) * (1.0 + 0.9 * size * abs(u.y)) + 31.0 * r.xy;
    light_up(world_position, normal, 0.35 + 0.65 * smoothstep(-0.35, 0.5, u.y), 0.25);
    // Its corners are as close as the lines are wide.
    cast_net(world_position);
    lit = shaded + sunned * caustics(net, slack, 0.05);
    vec3 tint = r.z < 0.35 ? vec3(0.62, 0.46, 0.16) : r.z < 0.6 ? vec3(0.40, 0.44, 0.22) : vec3(0.68, 0.32, 0.34);
    paint = painted(tint * 0.86);
    relief = painted(tint * 1.14) - paint;
    glow = painted(tint * 0.86, vec3(0.05, 0.46, 0.30) * (alive() * 0.55 * max(normal.y + 0.3, 0.0))) - paint;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
