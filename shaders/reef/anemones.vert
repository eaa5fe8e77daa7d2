// Anemones near the seat, of 120 arms and of 70: folded when the lungs are empty, open when they are full.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"

centroid out vec3 paint;

void main() {
    int which = instance_id < 120 ? 0 : instance_id < 190 ? 1 : 2;
    int k = instance_id - (which == 0 ? 0 : which == 1 ? 120 : 190);
    float arms = which == 0 ? 120.0 : 70.0;
    vec4 r = in_random;
    vec3 root;
    float size;
    if (which == 0) {
        root = vec3(0.62, bed(vec2(0.62, -1.95)), -1.95);
        size = 0.30;
    } else {
        root = which == 1 ? rock_point(0, normalize(vec3(0.42, 0.80, 0.40))) : rock_point(5, normalize(vec3(-0.35, 0.85, 0.30)));
        size = which == 1 ? 0.27 : 0.34;
    }
    // Arms stand on a disc by the golden angle.
    float ring = sqrt((float(k) + 0.5) / arms);
    float turn = 2.39996 * float(k) + 0.25 * r.x;
    vec2 heading = sway(vec2(turn + 1.5708, turn));
    vec3 out_dir = vec3(heading.x, 0.0, heading.y);
    vec3 foot = root + out_dir * (0.36 * size * ring) + vec3(0.0, 0.10 * size * (1.0 - ring * ring), 0.0);
    float open = mix(0.10, 1.0, swell);
    float tilt = ring * mix(0.25, 1.30, open) + 0.14 * sway(0.50 * time_s + 3.0 * turn + 6.0 * r.y);
    float v = in_uv.y;
    float reach = size * mix(0.52, 1.0, open) * (0.75 + 0.45 * r.z);
    // Each arm bends over: outward when open, inward when folded.
    float bent = tilt + mix(-0.9 * ring, 0.55, open) * v;
    vec2 leaning = sway(vec2(bent, bent + 1.5708));
    vec3 dir = out_dir * leaning.x + vec3(0.0, leaning.y, 0.0);
    vec3 p = foot + dir * (reach * v);
    p.xz += 0.05 * size * v * v * sway(vec2(0.42, 0.37) * time_s + 9.0 * r.wx + vec2(turn, 1.57));
    vec3 to_eye = normalize(eye_position.xyz - p);
    vec3 across = normalize(cross(dir, to_eye));
    float x = 2.0 * in_uv.x - 1.0;
    float width = 0.030 * size * (1.0 - 0.35 * v + 0.55 * smoothstep(0.60, 0.80, v)) * (v > 0.99 ? 0.0 : 1.0) * (which == 0 ? 1.0 : 1.35);
    world_position = p + across * (width * x);
    normal = normalize(to_eye + 0.8 * across * x);
    vec3 tint = which == 0 ? vec3(0.86, 0.54, 0.36) : which == 1 ? vec3(0.48, 0.66, 0.40) : vec3(0.76, 0.44, 0.60);
    light_up(world_position, normalize(normal + vec3(0.0, 0.8, 0.0)), mix(0.70, 1.0, v) * (0.80 + 0.20 * ring), 0.5);
    float tip = smoothstep(0.60, 0.95, v);
    vec3 albedo = mix(tint * (0.85 + 0.25 * v), vec3(0.86, 0.42, 0.70), tip);
    vec3 shine = mix(vec3(0.05, 0.30, 0.30), vec3(0.42, 0.30, 0.80), tip) * (alive() * (0.15 + 0.95 * tip));
    paint = painted(albedo * 0.88, shine);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
