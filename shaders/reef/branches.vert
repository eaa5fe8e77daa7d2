// Branching corals: 45 colonies of 15 branches; the first 6 of each stand on the root, the others
// fork from them. Thickets of staghorn and clumps of blunt fingers.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/colonies.glsl"

out float along;      // 0 foot .. 1 tip
flat out vec3 tint;
flat out float light_of_its_own;

vec3 across_of(vec3 d) {
    return normalize(cross(d, abs(d.y) < 0.95 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
}

void main() {
    int colony = instance_id / 15;
    int i = instance_id - 15 * colony;
    vec2 h = hash_cell(ivec2(colony, 3));
    bool fingers = h.x > 0.62;
    vec3 root = COLONY_AT[colony];
    vec3 outward = COLONY_OUT[colony];
    float near = smoothstep(4.0, 9.0, length(root.xz));
    float size = (fingers ? 0.27 : 0.38) * (0.7 + 0.7 * h.y) * (1.0 + 1.0 * near);

    // Parent branch of this one, then the branch.
    int parent = i < 6 ? i : (i - 6) / 2;
    vec2 ph = hash_cell(ivec2(colony, 100 + parent));
    float turn = 6.2831853 * (float(parent) + 0.7 * ph.x) / 6.0;
    vec3 side = across_of(outward);
    vec3 other = cross(outward, side);
    float spread = (parent == 0 ? 0.12 : 0.75) * (fingers ? 0.8 : 1.0);
    vec3 dir = normalize(outward + spread * (0.6 + 0.6 * ph.y) * (cos(turn) * side + sin(turn) * other));
    float reach = size * (0.75 + 0.5 * ph.y);
    vec3 lift = vec3(0.0, 0.42, 0.0) * reach;
    float thick = (fingers ? 0.20 : 0.105) * size * (0.85 + 0.3 * ph.x);
    vec3 start = root;
    float open0 = 0.30;
    if (i >= 6) {
        vec2 bh = in_random.xy;
        float at = 0.30 + 0.40 * bh.x;
        start = root + dir * reach * at + lift * at * at;
        vec3 a = across_of(dir);
        vec3 b = cross(dir, a);
        float w = 6.2831853 * bh.y + 3.1 * float(i);
        dir = normalize(dir + 0.95 * (cos(w) * a + sin(w) * b) + vec3(0.0, 0.25, 0.0));
        reach *= 0.42 + 0.22 * in_random.z;
        lift *= 0.45;
        thick *= fingers ? 0.85 : 0.74;
        open0 = 0.62;
    }
    float t = in_uv.y;
    float a = -6.2831853 * in_uv.x;  // this way round, or the mesh is inside out
    // Rows crowd at the tip, where it is round.
    float s = 1.0 - (1.0 - t) * (1.0 - t);
    s = mix(t, s, 0.85);
    vec3 axis = normalize(dir * reach + 2.0 * s * lift);
    vec3 u = across_of(axis);
    vec3 v = cross(axis, u);
    float radius = thick * (1.0 - (fingers ? 0.06 : 0.36) * s) * sqrt(max(1.0 - pow(s, fingers ? 5.0 : 9.0), 0.0));
    radius *= 1.0 + 0.13 * sin(9.0 * t + 3.0 * a + 8.0 * in_random.w);
    vec3 round_it = cos(a) * u + sin(a) * v;
    normal = normalize(round_it + axis * smoothstep(0.80, 1.0, s) * 1.6);
    world_position = start + dir * reach * s + lift * s * s + round_it * radius;
    along = s;
    float pick = fract(h.y * 7.3 + 0.37 * float(colony));
    tint = pick < 0.22 ? vec3(0.66, 0.24, 0.46) : pick < 0.42 ? vec3(0.80, 0.50, 0.14) : pick < 0.58 ? vec3(0.26, 0.36, 0.66) : pick < 0.80 ? vec3(0.88, 0.40, 0.30) : vec3(0.46, 0.56, 0.22);
    light_of_its_own = i < 6 ? 0.8 : 1.0;
    light_up(world_position, normal, mix(open0, 1.0, smoothstep(0.0, 0.8, s)), 0.35);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
