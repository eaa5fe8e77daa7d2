// Leaves of the great trees: sprigs in level sprays along every bough, as beeches carry them. A
// sprig is one blade whose rows step out and in, a pair of leaves a step.
#include "glade/tree.glsl"

flat out vec3 shade;       // a facet has one colour: slivers have no slope to guess from

// A sprig of `rows` rows (odd; as the layer's blade has), of a bough. `grown` is how much larger than the nearest ones it
// is; a sprig of the `crown` is one of those round the stem high up.
void sprig(int bough, int rows, float grown, bool crown) {
    vec4 r = in_random;
    Bough b = bough_of(bough);
    // On a twig that leaves the bough to one side.
    float t = 0.20 + 0.82 * r.x;
    float edge = r.y < 0.5 ? -1.0 : 1.0;
    float out_share = abs(r.y - 0.5) * 2.0;
    vec3 side = vec3(-b.way.z, 0.0, b.way.x) * edge;
    float twig = (0.15 + 3.8 * t * max(1.04 - t, 0.0)) * out_share;
    vec3 way = normalize(side * (0.4 + 0.6 * out_share) + 0.8 * b.way);
    vec3 root = along(b, min(t, 1.0)) + way * twig;
    root.y += 0.30 * (r.z - 0.45) - 0.16 * twig * twig;
    if (crown) {
        vec4 tree = TREES[bough / BOUGHS_EACH];
        float y = 13.5 + 8.0 * r.z;
        float wide = 2.7 * r.x * (1.0 - 0.5 * abs(2.0 * r.z - 0.7));
        way = normalize(vec3(swing(r.y), 0.0, swing(r.y + 0.25)));
        vec2 at = stem(tree, y) + wide * way.xz;
        root = vec3(at.x, y, at.y);
    }
    // The breeze moves sprays together and each sprig a little.
    float sway = (0.018 + 0.035 * breeze) * swing(0.11 * time_s + 0.13 * root.x + 0.10 * root.z);
    root.y += sway * twig;
    float flutter = (0.03 + 0.10 * breeze) * swing((0.13 + 0.08 * r.w) * time_s + 6.0 * r.w);

    float d = distance(root, eye_position.xyz);
    float size = (0.36 + 0.28 * r.w) * grown * (0.45 + 0.55 * smoothstep(1.5, 5.0, d)) * (1.0 + 0.02 * max(d - 6.0, 0.0));
    vec3 tip = normalize(way + (2.4 * fract(r.w * 5.7) - 1.2) * vec3(-way.z, 0.0, way.x) + vec3(0.0, -0.12 + 0.7 * (fract(r.z * 3.3) - 0.5) + flutter, 0.0));
    vec3 up = vec3(0.8 * (fract(r.x * 11.0) - 0.5), 1.0, 0.8 * (fract(r.y * 13.0) - 0.5));
    vec3 across = normalize(cross(tip, up));
    float v = in_uv.y;
    float row = floor(v * float(rows) + 0.5);
    bool wide = mod(row, 2.0) > 0.5;
    float reach = wide ? 0.31 * size * (1.0 - 0.45 * v) * (0.75 + 0.5 * fract(r.w * 31.0 + 0.37 * row + 0.53 * step(0.0, in_position.x))) : 0.012;
    if (v > 0.99) reach = 0.0;
    vec3 p = root + tip * (size * (v + (wide ? 0.09 : 0.0) - 0.2)) + across * (reach * sign(in_position.x));
    p.y -= 0.16 * size * v * v + (wide ? 0.25 * reach : 0.0);
    world_position = p;

    vec3 view = (root - eye_position.xyz) / d;
    vec3 n = cross(across, tip);
    n *= -sign(dot(n, view) + 1e-5);
    // Light through the leaf, strongest where we look towards the sun.
    float against = 0.5 + 0.5 * dot(view, SUN);
    float lit = smoothstep(0.30, 0.90, fract(r.x * 7.7)) * (0.40 + 0.60 * smoothstep(3.0, 9.0, root.y));
    vec3 green = mix(vec3(0.042, 0.090, 0.024), vec3(0.085, 0.140, 0.028), r.w) * (wide ? 1.1 : 0.7);
    vec3 c = green * glade_light(n, 0.45 + 0.30 * out_share, 0.40 * lit);
    vec3 through = mix(vec3(0.16, 0.27, 0.035), vec3(0.34, 0.36, 0.050), r.z);
    c += through * (sun_light() * (0.36 * lit) + vec3(0.05, 0.08, 0.09) * (0.25 + 0.8 * hour)) * (0.22 + 0.78 * against * against);
    shade = as_shown(in_air(c, clear_air_to(root)));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
