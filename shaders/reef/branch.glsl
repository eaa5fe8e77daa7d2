// Branching corals: colonies of 15 branches; the first 6 of each stand on the root, the others fork
// from them. Thickets of staghorn and clumps of blunt fingers. Each branch is a blade that turns to
// the eye and is lit as the round thing that it stands for. Needs reef/world.glsl, reef/waves.glsl,
// reef/lit.glsl, reef/colonies.glsl.

centroid out vec3 paint;

vec3 across_of(vec3 d) {
    return normalize(cross(d, abs(d.y) < 0.95 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
}

vec2 turned(float turns) {
    return swing(vec2(turns + 0.25, turns));
}

// Branch `i` of colony `colony`.
void grow_branch(int colony, int i) {
    vec2 h = hash_cell(ivec2(colony, 3));
    bool fingers = h.x > 0.62;
    vec3 root = COLONY_AT[colony];
    vec3 outward = COLONY_OUT[colony];
    float far = smoothstep(4.0, 9.0, length(root.xz));
    float size = (fingers ? 0.27 : 0.38) * (0.7 + 0.7 * h.y) * (1.0 + 1.0 * far);

    // Parent branch of this one, then the branch.
    int parent = i < 6 ? i : (i - 6) / 2;
    vec2 ph = hash_cell(ivec2(colony, 100 + parent));
    vec2 heading = turned((float(parent) + 0.7 * ph.x) / 6.0);
    vec3 one = across_of(outward);
    vec3 other = cross(outward, one);
    float spread = (parent == 0 ? 0.12 : 0.75) * (fingers ? 0.8 : 1.0);
    vec3 dir = normalize(outward + spread * (0.6 + 0.6 * ph.y) * (heading.x * one + heading.y * other));
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
        vec2 w = turned(bh.y + 0.49 * float(i));
        dir = normalize(dir + 0.95 * (w.x * a + w.y * b) + vec3(0.0, 0.25, 0.0));
        reach *= 0.42 + 0.22 * in_random.z;
        lift *= 0.45;
        thick *= fingers ? 0.85 : 0.74;
        open0 = 0.62;
    }
    // Rows up to the neck follow the branch, the last ones go round its end.
    float row = in_uv.y;
    float s = min(row * 2.0, 1.0);
    float cap = max(row * 2.0 - 1.0, 0.0);           // 0 neck .. 1 tip
    vec3 p = start + dir * (reach * 0.90 * s) + lift * (s * s);
    vec3 axis = normalize(dir * reach + 2.0 * s * lift);
    vec3 to_eye = normalize(eye_position.xyz - p);
    vec3 u = normalize(cross(axis, to_eye));
    vec3 v = cross(to_eye, u);                        // along the branch as the eye sees it
    float radius = thick * (fingers ? 0.74 + 0.40 * s - 0.24 * s * s : 1.0 - 0.56 * s) * (1.0 + 0.10 * sway(14.0 * row + 8.0 * in_random.w));
    vec2 rim = vec2(1.0 - cap * cap, cap * (2.0 - cap));
    float side = 2.0 * in_uv.x - 1.0;
    world_position = p + (u * (side * rim.x) + v * ((fingers ? 1.0 : 1.6) * rim.y)) * radius;
    float along = mix(0.85 * s, 1.0, cap);
    float pick = fract(h.y * 7.3 + 0.37 * float(colony));
    vec3 tint = pick < 0.22 ? vec3(0.66, 0.24, 0.46) : pick < 0.42 ? vec3(0.80, 0.50, 0.14) : pick < 0.58 ? vec3(0.26, 0.36, 0.66) : pick < 0.80 ? vec3(0.88, 0.40, 0.30) : vec3(0.46, 0.56, 0.22);
    float open = mix(open0, 1.0, smoothstep(0.0, 0.8, s));
    normal = normalize(cross(u, axis) + axis * (0.7 * s + 1.0 * cap));
    light_up(world_position, normal, open, 0.35);
    // The sun on a round thing, on one flank and on the other.
    float sun = max(dot(u, SUN) * (1.0 - 0.4 * cap) * side + 0.55 * dot(normal, SUN) + 0.35, 0.0) * (open * 0.74);
    vec3 light = shaded * 0.83 + sunlight(left_at(start.y)) * kept * min(sun, 1.0);
    vec3 albedo = mix(tint * (0.62 + 0.45 * along), vec3(0.84, 0.77, 0.72), 0.55 * cap);
    // Growing tips shine: blue-green for most, violet for some.
    vec3 shine = tint.r < 0.38 ? vec3(0.06, 0.52, 0.56) : vec3(0.26, 0.22, 0.72);
    float own = clamp(along * 1.8 - 0.8, 0.0, 1.0);
    paint = as_shown(albedo * light + shine * (alive() * own * own) * kept + veil);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
