// Headlands round the bay: `at` says which range, 2 the nearest (drawn first: what it hides costs
// nothing), 0 the farthest. A unit strip becomes a silhouette round the whole horizon (azimuth 0
// ahead, positive to the right).
#include "bay/world.glsl"

out vec2 shape;      // x: azimuth in radians, y: 0 waterline .. 1 crest
flat out int range;
out vec3 air;        // the sky behind, just over the crests
out vec3 mist_color;

// A bump centred on `at` (radians) that falls off over `width`.
float bump(float a, float at, float width) {
    float d = a - at;
    d -= 6.2831853 * floor(d / 6.2831853 + 0.5);
    d /= width;
    return exp2(-d * d);
}

float ridge(float a, float frequency, float seed) {
    // Along a circle without a seam: noise on a ring.
    vec2 p = vec2(cos(a), sin(a)) * frequency + seed;
    return noise(p);
}

void main() {
    range = int(in_offset.x + 0.5);
    float a = (in_uv.x * 2.0 - 1.0) * 3.1415927;
    float r;
    float h;
    if (range == 0) {         // blue mountains
        r = 1750.0;
        h = 20.0 + 118.0 * bump(a, 0.62, 0.42) + 96.0 * bump(a, -1.25, 0.5) + 70.0 * bump(a, 2.2, 0.8) + 24.0 * bump(a, -0.42, 0.35);
        h *= 1.0 + 0.38 * ridge(a, 5.0, 3.0) + 0.20 * ridge(a, 14.0, 9.0) + 0.07 * ridge(a, 42.0, 1.0);
    } else if (range == 1) {  // long headlands that leave the glow open
        r = 950.0;
        h = 74.0 * bump(a, -0.84, 0.30) + 58.0 * bump(a, 0.74, 0.30) + 40.0 * bump(a, 2.75, 0.8) + 12.0 * bump(a, 0.30, 0.22);
        h *= 1.0 + 0.34 * ridge(a, 8.0, 5.0) + 0.15 * ridge(a, 25.0, 2.0) + 0.07 * ridge(a, 90.0, 7.0);
        h -= 2.5;
    } else {                  // wooded points, near on both sides
        r = 430.0;
        h = 36.0 * bump(a, -1.32, 0.36) + 27.0 * bump(a, 0.92, 0.20) + 22.0 * bump(a, 2.4, 0.5);
        h *= 1.0 + 0.30 * ridge(a, 9.0, 8.0) + 0.12 * ridge(a, 40.0, 4.0);
        h += (0.9 + 0.030 * h) * ridge(a, 190.0, 6.0) + (0.5 + 0.016 * h) * ridge(a, 520.0, 6.0);
        h -= 1.6;
    }
    h = max(h, -0.4);
    shape = vec2(a, in_uv.y);
    world_position = vec3(sin(a) * r, mix(-0.5, h, in_uv.y), -cos(a) * r);
    vec2 ray = normalize(world_position.xz - eye_position.xz);
    air = sky_light(normalize(vec3(ray.x, 0.055, ray.y)));
    mist_color = mix(sky_light(vec3(ray.x, 0.02, ray.y)), vec3(0.20, 0.23, 0.33) * breath_light(), 0.30);
    gl_Position = clip_from_world * vec4(for_pass(world_position, r), 1.0);
}
