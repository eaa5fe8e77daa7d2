// Short soft growth in patches on the ledge: sea grass and feathery things a hand high.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"

centroid out vec3 paint;

void main() {
    // 24 patches of 19 blades.
    int patch_of = instance_id / 19;
    vec4 r = in_random;
    vec2 h = hash_cell(ivec2(patch_of, 71));
    vec2 g = hash_cell(ivec2(patch_of, 77));
    float a = 6.2831853 * (float(patch_of) + 0.8 * h.x) / 24.0;
    vec2 middle = (2.3 + 2.7 * h.y) * vec2(cos(a), sin(a)) * vec2(1.15, 1.0);
    if (patch_of < 4) middle = vec2(-1.25 + 1.05 * float(patch_of) + 0.4 * h.x, -5.0 - 0.5 * h.y);
    vec2 at = middle + (0.10 + 0.16 * g.x) * sqrt(r.x) * vec2(cos(6.2831853 * r.y), sin(6.2831853 * r.y));
    bool feather = g.y > 0.55;
    float tall = (feather ? 0.13 : 0.22) * (0.6 + 0.7 * r.z) * (0.93 + 0.10 * swell);
    float v = in_uv.y;
    float heading = 6.2831853 * r.w;
    vec2 lean = 0.30 * vec2(cos(heading), sin(heading)) + vec2(0.20 * (swell - 0.5) + 0.10 * sway(0.5 * time_s + 1.3 * middle.x + 2.0 * r.x), 0.10 * sway(0.37 * time_s + 1.7 * middle.y + 2.0 * r.z));
    vec3 p = vec3(at.x, bed(middle) - 0.01, at.y) + vec3(lean.x, 1.0, lean.y) * vec3(v * v, v, v * v) * tall;
    vec3 to_eye = normalize(eye_position.xyz - p);
    vec3 across = normalize(vec3(to_eye.z, 0.0, -to_eye.x));
    float width = (feather ? 0.007 : 0.0055) * (1.0 - 0.7 * v * v);
    world_position = p + across * (width * (2.0 * in_uv.x - 1.0));
    normal = normalize(to_eye + vec3(0.0, 1.2, 0.0));
    vec3 tint = feather ? mix(vec3(0.62, 0.30, 0.36), vec3(0.66, 0.50, 0.24), h.x) : mix(vec3(0.26, 0.38, 0.12), vec3(0.36, 0.42, 0.16), r.w);
    light_up(world_position, normal, mix(0.55, 1.0, v), 0.5);
    vec3 shine = mix(vec3(0.06, 0.50, 0.42), vec3(0.40, 0.28, 0.66), feather ? 1.0 : 0.0) * (alive() * smoothstep(0.55, 1.0, v) * 0.7);
    paint = painted(tint * (0.80 + 0.55 * v), shine);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
