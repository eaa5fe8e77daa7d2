// Vertex stage: a sheet wrapped round the side of a rock that can be seen from the seat, down to where
// it stands in the sand, and lit. Needs reef/rock.glsl, reef/lit.glsl.

centroid out vec2 drawn;   // place on the rock for its crusts, metres
centroid out float wide;   // broad noise there

// `rock_swell` with its slope in `u`: x = radius, yzw = d/du.
vec4 rock_swell_slope(int k, vec3 u) {
    float s = 2.7 * float(k);
    float rough = k < 7 || (k > 11 && k < 15) ? 1.0 : 1.7;
    vec3 pa = vec3(3.1, 4.4, 2.6) * u + 0.6 * u.yzx + vec3(1.0, 2.0, 1.7) * s;
    vec3 pb = vec3(8.3, 11.0, 6.1) * u - 3.3 * u.zxy + vec3(1.0, 1.3, 2.2) * s;
    vec3 a = sin(pa);
    vec3 b = sin(pb);
    vec3 ca = cos(pa);
    vec3 cb = cos(pb);
    // d/d(phase), then by the chain rule.
    vec3 da = rough * vec3(0.17 * a.z, 0.10, 0.17 * a.x) * ca;
    da.y += 0.03 * b.x * ca.y;
    vec3 db = vec3(0.08 * b.z + 0.03 * a.y, 0.05, 0.08 * b.x) * cb;
    vec3 slope = vec3(3.1, 4.4, 2.6) * da + 0.6 * da.zxy + vec3(8.3, 11.0, 6.1) * db - 3.3 * db.yzx;
    float r = 1.0 + rough * (0.17 * a.x * a.z + 0.10 * a.y) + 0.08 * b.x * b.z + 0.05 * b.y + 0.03 * b.x * a.y;
    return vec4(r, slope);
}

void raise_rock(int k) {
    float turn = 4.0 * (in_uv.x - 0.5);          // a little more than can be seen
    float rise = mix(-0.95, 1.5707963, in_uv.y);
    vec2 away = normalize(ROCK_AT[k].xz);
    float level = cos(rise);
    vec3 u = vec3(level * (sin(turn) * away.y - cos(turn) * away.x), sin(rise), -level * (cos(turn) * away.y + sin(turn) * away.x));
    vec4 swollen = rock_swell_slope(k, u);
    vec3 p = ROCK_SIZE[k] * (u * swollen.x);
    normal = normalize((u * (swollen.x + dot(u, swollen.yzw)) - swollen.yzw) / ROCK_SIZE[k]);
    // Sinusoidal projection about the side that faces the seat: little is stretched where it is seen.
    float girth = 0.5 * (ROCK_SIZE[k].x + ROCK_SIZE[k].z);
    drawn = vec2(turn * girth * level, rise * 0.5 * (girth + ROCK_SIZE[k].y)) + 3.7 * float(k);
    wide = quick_noise(drawn + 5.0);
    world_position = ROCK_AT[k] + p;
    float foot = smoothstep(-0.15, 0.9, p.y / ROCK_SIZE[k].y + 0.5);
    light_up(world_position, normal, (0.34 + 0.66 * foot) * smoothstep(0.70, 1.06, swollen.x), 0.22);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
