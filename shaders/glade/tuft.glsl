// Thin woodland grass, with the heart-rate wave passing through it. A layer's instance is a tuft:
// a ribbon that is cut into blades by rows of no width.
#include "glade/world.glsl"

flat out vec3 shade;       // a facet has one colour: slivers have no slope to guess from

const int BLADES = 8;

// A vertex of a tuft `far` metres from the seat. `h` and `g` are the tuft's random numbers, `rows`
// how many a blade has, `wide` how much wider than one of its kind it is.
void tuft(float far, vec2 h, vec2 g, int rows, float wide) {
    int row = int(in_uv.x * float(BLADES * rows - 1) + 0.5);
    int blade = row / rows;
    float t = float(row - rows * blade) / float(rows - 1);
    float edge = 2.0 * in_uv.y - 1.0;
    vec4 r = fract(in_random + float(blade) * vec4(0.8566749, 0.7338919, 0.6287067, 0.5385973));   // R4 of Roberts, 2018
    vec2 root = far * normalize(vec2(swing(h.y), swing(h.y + 0.25))) + (0.10 + 0.012 * far) * (r.xy - 0.5) * 2.0;
    float grown = smoothstep(-0.5, 0.3, swing(0.13 * root.x + 0.06 * root.y) * swing(0.12 * root.y - 0.07 * root.x + 0.2));
    float tall = (0.13 + 0.25 * r.z) * (0.30 + 0.70 * grown) * (0.7 + 0.6 * g.y);
    float wave = wave_at(root);
    vec2 lean = (r.xy - 0.5) * 1.5 + 0.35 * (2.0 * g - 1.0);
    float sway = (0.05 + 0.14 * breeze) * swing(0.14 * time_s + 0.14 * root.x + 0.11 * root.y + 0.3 * r.w);
    vec2 bend = lean + vec2(0.8, 0.5) * sway + root * (0.16 * wave / far);
    float drop = 0.35 * dot(bend, bend);
    vec3 p = vec3(root.x + bend.x * tall * t * t, floor_height(root) - 0.02 + tall * t * (1.0 - drop * t), root.y + bend.y * tall * t * t);
    float width = wide * (0.0055 + 0.0014 * far) * (1.0 - 0.85 * t * t) * edge;
    world_position = p + vec3(r.w, 0.0, 1.0 - 2.0 * r.x) * (1.3 * width);

    vec3 view = normalize(p - eye_position.xyz);
    float against = 0.5 + 0.5 * dot(view, SUN);
    float lit = sun_reaches(p);
    vec3 green = mix(vec3(0.060, 0.105, 0.026), vec3(0.135, 0.150, 0.045), r.w);
    // A facet has the colour of its lower end.
    float high = min(t + 0.45, 1.0);
    float open = 0.22 + 0.78 * high;
    vec3 c = green * glade_light(normalize(vec3(0.4 * bend.x, 1.0, 0.4 * bend.y)), open, 0.6 * lit);
    c += vec3(0.30, 0.33, 0.07) * (sun_light() * (0.05 + 0.34 * lit) + vec3(0.03, 0.05, 0.06)) * high * against * against;
    c *= 1.0 + 0.30 * wave * high;
    shade = as_shown(in_air(c, air_to(p)));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
