// Far land: a strip becomes a silhouette round the whole horizon (azimuth 0 ahead, positive to the
// right). 0 is the nearest range.
#include "snowline/world.glsl"

out vec2 shape;      // x: azimuth in radians, y: 0 foot .. 1 crest
flat out int range;
out vec3 air;        // as it is shown

float bump(float a, float at, float width) {
    float d = a - at;
    d -= 6.2831853 * floor(d / 6.2831853 + 0.5);
    d /= width;
    return exp2(-d * d);
}

float ridge(float a, float frequency, float seed) {
    return noise(vec2(cos(a), sin(a)) * frequency + seed);
}

void land(int which) {
    range = which;
    float a = (in_uv.x * 2.0 - 1.0) * 3.1415927;
    float r;
    float h;
    if (range == 2) {         // the peaks
        r = 5200.0;
        float sharp = 1.0 - abs(ridge(a, 3.1, 2.0));
        float fine = 1.0 - abs(ridge(a, 8.3, 5.0));
        h = 420.0 + 1150.0 * bump(a, 0.16, 0.20) + 720.0 * bump(a, -0.34, 0.22) + 620.0 * bump(a, 0.72, 0.30) + 500.0 * bump(a, -1.9, 0.5) + 600.0 * bump(a, 2.6, 0.6);
        h *= 0.62 + 0.30 * sharp + 0.24 * fine + 0.10 * (1.0 - abs(ridge(a, 23.0, 1.0))) + 0.05 * ridge(a, 61.0, 8.0);
    } else if (range == 1) {  // high forest, snow above it
        r = 1500.0;
        h = 85.0 + 190.0 * bump(a, -0.85, 0.42) + 210.0 * bump(a, 1.0, 0.45) + 170.0 * bump(a, 2.4, 0.8) + 150.0 * bump(a, -2.2, 0.7) - 45.0 * bump(a, 0.05, 0.24);
        h *= 1.0 + 0.22 * ridge(a, 4.0, 3.0) + 0.08 * ridge(a, 17.0, 6.0);
        h += 2.6 * ridge(a, 170.0, 7.0);
    } else {                  // the near slopes' wood, as one mass behind the single trees
        r = 330.0;
        h = 13.0 + 40.0 * bump(a, -1.0, 0.5) + 42.0 * bump(a, 1.15, 0.5) + 26.0 * bump(a, 2.6, 0.9) + 20.0 * bump(a, -2.4, 0.7) - 13.0 * bump(a, -0.05, 0.26);
        h += 2.6 * ridge(a, 24.0, 4.0) + 1.5 * ridge(a, 190.0, 6.0) + 0.8 * ridge(a, 420.0, 2.0);
    }
    shape = vec2(a, in_uv.y);
    world_position = vec3(sin(a) * r, mix(-16.0, h, in_uv.y), -cos(a) * r);
    air = as_shown(air_light(world_position));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
