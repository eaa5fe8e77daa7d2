// Far land: instance 0 is the nearest range, each next one farther. A strip becomes a silhouette
// round the whole horizon (azimuth 0 north, positive to the right).
#include "aurora/world.glsl"

out vec2 shape;      // x: azimuth in radians, y: 0 foot .. 1 crest
flat out int range;
out vec3 air;

float bump(float a, float at, float width) {
    float d = a - at;
    d -= 6.2831853 * floor(d / 6.2831853 + 0.5);
    d /= width;
    return exp2(-d * d);
}

// Noise on a ring: no seam behind.
float ridge(float a, float frequency, float seed) {
    return noise(vec2(cos(a), sin(a)) * frequency + seed);
}

void main() {
    range = 2 - instance_id;
    float a = (in_uv.x * 2.0 - 1.0) * 3.1415927;
    float r;
    float h;
    if (range == 0) {         // snow mountains
        r = 2400.0;
        h = 60.0 + 190.0 * bump(a, -0.50, 0.34) + 150.0 * bump(a, 0.62, 0.42) + 80.0 * bump(a, 1.6, 0.5) + 170.0 * bump(a, -1.7, 0.6) + 120.0 * bump(a, 3.0, 0.7);
        h *= 1.0 + 0.34 * ridge(a, 5.0, 3.0) + 0.20 * ridge(a, 13.0, 9.0) + 0.09 * ridge(a, 34.0, 1.0);
    } else if (range == 1) {  // wooded hills
        r = 1100.0;
        h = 16.0 + 52.0 * bump(a, 0.32, 0.34) + 44.0 * bump(a, -1.0, 0.36) + 40.0 * bump(a, 2.4, 0.7);
        h *= 1.0 + 0.30 * ridge(a, 8.0, 5.0) + 0.10 * ridge(a, 25.0, 2.0);
        h += 2.2 * ridge(a, 150.0, 7.0);
    } else {                  // the far shore's wood, as one dark mass behind the single trees
        r = 470.0;
        h = 6.5 + 7.0 * bump(a, -0.75, 0.30) + 6.0 * bump(a, 0.95, 0.35) + 2.2 * ridge(a, 40.0, 4.0) + 1.1 * ridge(a, 210.0, 6.0);
    }
    shape = vec2(a, in_uv.y);
    world_position = vec3(sin(a) * r, mix(-0.5, h, in_uv.y), -cos(a) * r);
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
