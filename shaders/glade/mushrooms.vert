// Small pale mushrooms on the fallen trunk and beside it: the lower part of a sphere drawn out to
// a stalk, the upper part spread to a cap.
#include "glade/log.glsl"

centroid out vec3 shade;

// Share along the log, metres across it (towards the seat positive), height of the whole, tilt.
const vec4 PLACES[11] = vec4[11](
    vec4(0.10, 0.05, 0.085, 0.1), vec4(0.125, 0.11, 0.060, 0.5), vec4(0.085, 0.13, 0.045, 0.8), vec4(0.16, 0.08, 0.070, -0.2),
    vec4(0.40, 0.02, 0.075, 0.2), vec4(0.425, 0.08, 0.050, -0.5), vec4(-0.07, 0.26, 0.080, 0.1), vec4(-0.11, 0.20, 0.055, 0.4),
    vec4(-0.05, 0.36, 0.050, -0.3), vec4(0.19, 0.44, 0.060, 0.2), vec4(0.22, 0.47, 0.045, -0.2));

void main() {
    vec4 place = PLACES[instance_id];
    vec3 axis = normalize(LOG_TO - LOG_FROM);
    vec3 across = normalize(cross(vec3(0.0, 1.0, 0.0), axis));
    if (across.z < 0.0) across = -across;
    vec3 foot = log_middle(place.x) + across * place.y;
    float on_log = place.x > 0.0 ? max(LOG_RADIUS * LOG_RADIUS - place.y * place.y, 0.0) : 0.0;
    foot.y = on_log > 0.0 ? foot.y + sqrt(on_log) * 0.97 : floor_height(foot.xz);

    vec3 u = normalize(in_position);
    float v = in_uv.y;
    float level = max(length(u.xz), 1e-3);
    vec2 round_it = u.xz / level;
    // Stalk to four tenths, then the cap's underside, its rim, and its dome.
    float r = v < 0.35 ? 0.13 : v < 0.45 ? 0.11 : 0.50 * sin(3.1415927 * clamp((1.0 - v) / 1.10, 0.0, 1.0));
    float y = v < 0.45 ? 1.6 * v : 0.66 + 0.34 * smoothstep(0.48, 1.0, v);
    float cap = step(0.45, v);
    vec3 n = normalize(mix(vec3(round_it.x, 0.1, round_it.y), vec3(u.x, 0.3 + max(u.y, 0.0), u.z), cap));
    float tall = place.z;
    vec3 p = vec3(round_it.x * r, y, round_it.y * r) * tall;
    p.xz += 0.5 * place.w * tall * y * y * vec2(0.6, 0.8);
    world_position = foot + p;

    vec3 view = normalize(world_position - eye_position.xyz);
    float against = 0.5 + 0.5 * dot(view, SUN);
    float lit = sun_reaches(world_position);
    vec3 flesh = mix(vec3(0.50, 0.45, 0.36), vec3(0.46, 0.30, 0.17), cap * smoothstep(0.62, 1.0, v));
    vec3 c = flesh * glade_light(n, 0.35 + 0.65 * cap, lit);
    c += vec3(0.42, 0.30, 0.16) * (sun_light() * (0.03 + 0.16 * lit) + vec3(0.02, 0.03, 0.04)) * against;
    shade = as_shown(in_air(c, air_to(world_position)));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
