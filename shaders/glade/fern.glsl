// Ferns: plants of twelve fronds; each frond is one blade whose rows step out and in, a pair of
// leaflets a step, swept towards the tip.
#include "glade/world.glsl"

flat out vec3 shade;       // a facet has one colour: slivers have no slope to guess from

const int FRONDS = 12;
float size;
float heading;
float rise;

// The rib of a frond, t = 0 root .. 1 tip: up, out and over.
vec3 rib(float t) {
    float out_m = t * (1.0 - 0.12 * t);
    return vec3(cos(heading) * out_m, rise * t - (0.62 * rise + 0.10) * t * t * t, sin(heading) * out_m) * size;
}

// A frond of `rows` rows (as the layer's blade has) of a plant at x, z; `place.z` is how large it is.
void fern(vec3 place, int plant, int frond, int rows) {
    vec2 h = in_random.xy;
    size = 0.72 * place.z * (0.70 + 0.45 * h.x);
    heading = 6.2831853 * (float(frond) + 0.7 * h.y) / float(FRONDS) + float(plant);
    float wave = wave_at(place.xy);
    rise = (0.60 + 0.75 * in_random.z) * (1.0 + 0.08 * wave);

    float v = in_uv.y;
    float row = floor(v * float(rows) + 0.5);
    bool wide = mod(row, 2.0) > 0.5;
    float t = 0.10 + 0.90 * v;
    vec3 foot = rib(t);
    vec3 ahead = normalize(rib(t + 0.04) - foot);
    vec3 side = vec3(-sin(heading), 0.0, cos(heading));
    // Bare stalk, widest a third up, a long point.
    float envelope = smoothstep(0.03, 0.20, v) * sqrt(1.0 - v) * (1.0 - 0.25 * v) * 0.245 * size;
    float reach = envelope * (wide ? 1.0 : 0.13) + 0.003;
    float edge = sign(in_position.x);
    vec3 p = foot + side * (edge * reach) + ahead * (wide ? 0.55 * envelope : 0.0);
    p.y -= wide ? 0.30 * envelope : 0.0;
    float sway = (0.008 + 0.022 * breeze) * swing(0.13 * time_s + 0.32 * place.x + 0.16 * place.y + 0.8 * h.y);
    p += vec3(0.8, 0.0, 0.5) * (sway * t * t);
    world_position = vec3(place.x, floor_height(place.xy) - 0.02, place.y) + p;

    vec3 n = normalize(cross(side, ahead) + side * (0.35 * edge));
    if (n.y < 0.0) n = -n;
    vec3 view = normalize(world_position - eye_position.xyz);
    float against = 0.5 + 0.5 * dot(view, SUN);
    float lit = sun_reaches(world_position);
    float open = 0.25 + 0.75 * smoothstep(0.0, 0.40, p.y);
    vec3 green = mix(vec3(0.050, 0.110, 0.030), vec3(0.095, 0.155, 0.034), h.y) * (wide ? 1.15 : 0.60);
    vec3 c = green * glade_light(n, open, 0.7 * lit);
    c += vec3(0.24, 0.33, 0.045) * (sun_light() * (0.035 + 0.26 * lit) + vec3(0.03, 0.05, 0.06)) * (open * against * against);
    c *= 1.0 + 0.24 * wave * smoothstep(0.2, 1.0, t);
    shade = as_shown(in_air(c, air_to(world_position)));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
