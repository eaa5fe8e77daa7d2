// Where corals grow: on which rock, in which direction from its middle. Needs reef/rock.glsl.

// Rock, bearing (radians, 0 towards +x, pi/2 towards +z, the seat) and elevation of each spot.
const vec3 SPOT[18] = vec3[18](
    vec3(0.0, 0.9, 0.85), vec3(1.0, 2.2, 0.9), vec3(0.0, 2.6, 0.55), vec3(5.0, 1.9, 0.9), vec3(5.0, 0.4, 0.7), vec3(2.0, 0.7, 0.55),
    vec3(2.0, 0.9, 1.05), vec3(4.0, 2.2, 0.75), vec3(4.0, 1.0, 1.0), vec3(2.0, 0.2, 0.20), vec3(3.0, -0.5, 0.55), vec3(6.0, 2.6, 0.75),
    vec3(6.0, 3.8, 0.5), vec3(12.0, -1.2, 0.8), vec3(13.0, -1.6, 0.75), vec3(3.0, 0.1, 0.9), vec3(14.0, -1.4, 0.8), vec3(1.0, 0.8, 0.65));

// The root of what grows on spot `s` moved by `by` (radians), and which way is out.
vec3 root_at(int s, vec2 by, out vec3 outward) {
    vec3 spot = SPOT[s];
    int k = int(spot.x);
    float a = spot.y + by.x;
    float e = clamp(spot.z + by.y, -0.1, 1.45);
    vec3 u = vec3(cos(e) * cos(a), sin(e), cos(e) * sin(a));
    outward = normalize(u / ROCK_SIZE[k] + vec3(0.0, 0.8, 0.0));
    return rock_point(k, u) - 0.05 * outward;
}
