// Old rope: instances 0 and 1 are turns round the mooring posts, 2 and 3 sag along the
// jetty's sides, 4 holds the boat.
#include "bay/boat.glsl"

flat out vec4 lamp_a;
flat out vec4 lamp_b;
out vec3 side;
out vec3 toward;
out vec2 twist;      // x: turns of the lay along the rope, y: -1..1 across
flat out int piece;

const vec3 POST_LEFT = vec3(-0.99, 0.0, -1.86);
const vec3 POST_RIGHT = vec3(1.0, 0.0, -1.80);

vec3 spine(float t) {
    if (piece < 2) {
        vec3 post = piece == 0 ? POST_LEFT : POST_RIGHT;
        float turns = piece == 0 ? 2.6 : 3.4;
        float a = 6.2831853 * turns * t + 1.1 * float(piece);
        float climb = 0.026 * turns * t + 0.006 * sin(a * 0.5 + 1.0);
        return post + vec3(0.116 * cos(a), 0.80 + climb, 0.116 * sin(a));
    }
    if (piece == 4) {
        vec3 from = POST_RIGHT + vec3(0.11, 0.83, 0.02);
        vec3 to = afloat(hull(vec2(0.55, -0.93)) + vec3(0.0, 0.02, 0.0));
        vec3 p = mix(from, to, t);
        p.y -= 0.42 * t * (1.0 - t);
        return p;
    }
    float x = piece == 2 ? -0.99 : 1.0;
    vec3 from = vec3(x, 0.82, piece == 2 ? -1.78 : -1.72);
    vec3 to = vec3(piece == 2 ? -0.90 : 0.90, 0.64, 0.60);
    vec3 p = mix(from, to, t);
    p.x += sign(x) * 0.06 * t * (1.0 - t) * 4.0;
    p.y -= 0.34 * 4.0 * t * (1.0 - t) * (1.0 - 0.15 * t) + 0.006 * sin(time_s * 0.5 + 3.0 * t) * sin(3.14159 * t);
    return p;
}

void main() {
    piece = instance_id;
    float t = in_uv.x;
    vec3 p = spine(t);
    vec3 ahead = normalize(spine(t + 0.004) - spine(t - 0.004));
    toward = normalize(eye_position.xyz - p);
    side = normalize(cross(ahead, toward));
    toward = cross(side, ahead);
    float across = in_uv.y * 2.0 - 1.0;
    float radius = 0.0125;
    world_position = p + side * across * radius;
    float length_m = piece < 2 ? 2.2 : piece == 4 ? 1.3 : 2.6;
    twist = vec2(t * length_m / 0.045, across);
    lamp_a = lamp_of(0);
    lamp_b = lamp_of(1);
    gl_Position = clip_from_world * vec4(for_pass(world_position, 2.0), 1.0);
}
