// A manta ray, 4.6 m from wing to wing, on long quiet rounds about the seat: one near, passing ahead
// at ten metres, one far out where it is a shadow in the blue. Three minutes both.
#include "reef/world.glsl"
#include "reef/lit.glsl"

centroid out vec3 paint;

vec3 way(float s) {
    float a = 0.0698 * s;                        // to the left, from dead ahead
    float away = 17.0 + 7.0 * cos(0.5 * a);
    float side = 1.0 - cos(a);
    return vec3(-away * sin(a), 4.1 + 3.0 * smoothstep(0.1, 0.8, side) + 0.3 * sin(1.5 * a), -away * cos(a));
}

void main() {
    float now = time_s + 76.0;
    vec3 at = way(now);
    vec3 f = normalize(way(now + 0.5) - at);
    vec3 f2 = normalize(way(now + 3.5) - way(now + 3.0));
    float turn = cross(f, f2).y;
    vec3 right = normalize(cross(f, vec3(0.0, 1.0, 0.0)) - vec3(0.0, 2.4 * turn, 0.0));  // leans into the turn
    vec3 up = cross(right, f);

    // The sphere's poles are the tips of the wings; its rows crowd at the middle.
    vec3 u = normalize(in_position);
    float w = pow(abs(u.y), 1.5);
    float x = sign(u.y) * w;
    float round_it = max(length(u.xz), 1e-4);
    float z = u.z / round_it;
    float over = u.x / round_it;
    // Outline: the front edge sweeps back to the wing's tip, the hind edge is hollow.
    float front = 0.27 - 0.10 * w - 0.55 * w * w * w + 0.05 * smoothstep(0.16, 0.05, w);
    float hind = -0.50 + 0.72 * w - 0.72 * w * w + 0.02 * w * w * w;
    float taper = smoothstep(1.0, 0.88, w);
    float deep = 0.5 * (front - hind) * taper;
    float along = mix(-0.43, 0.5 * (front + hind), taper) + deep * z;
    // Horns beside the mouth, a thin tail behind.
    float horn = exp2(-1100.0 * (w - 0.13) * (w - 0.13)) * smoothstep(0.30, 1.0, z);
    float tail = exp2(-9000.0 * w * w) * smoothstep(-0.55, -1.0, z);
    along += 0.20 * horn - 0.85 * tail;
    float thick = (0.120 * exp2(-16.0 * w * w) + 0.045 * (1.0 - w)) * over * (1.0 - 0.9 * tail);
    // Wings beat once in eight seconds; the wave runs from head to tail and outwards.
    float beat = 0.785 * now;
    float flap = 0.32 * sin(beat - 1.6 * w + 0.9 * along) * pow(w, 1.6) + 0.05 * w * w - 0.03 * sin(beat) * (1.0 - w);
    vec3 local = vec3(x * (1.0 - 0.06 * abs(flap)), thick + flap - 0.07 * horn + 0.06 * tail * sin(beat - 2.0), along);
    local.x += 0.07 * tail * sin(0.4 * now);
    world_position = at + 2.3 * (right * local.x + up * local.y + f * local.z);
    float slope = 0.32 * 1.6 * pow(w, 0.6) * sin(beat - 1.6 * w) * sign(x);
    normal = normalize((up - right * slope) * (over + 0.25 * sign(over)) + f * (0.5 * z));
    light_up(world_position, normal, 1.0, 0.35);
    // Dark slate above with two pale bands on the shoulders; white below, grey towards the rims.
    float band = along - 0.17 + 0.35 * w;
    float shoulder = exp2(-70.0 * band * band) * smoothstep(0.07, 0.17, w) * smoothstep(0.55, 0.25, w);
    vec3 back = mix(vec3(0.045, 0.062, 0.085), vec3(0.42, 0.47, 0.50), shoulder * 0.75);
    float grey = smoothstep(0.35, 1.0, w) + smoothstep(-0.12, -0.36, along) * 0.4;
    vec3 belly = mix(vec3(0.66, 0.70, 0.71), vec3(0.20, 0.25, 0.29), min(grey, 1.0));
    // By night a line of light along the wings.
    float line = along + 0.02 + 0.30 * w * w;
    vec3 shine = vec3(0.08, 0.46, 0.58) * (alive() * 0.22 * exp2(-120.0 * line * line) * smoothstep(0.0, 0.3, w) * smoothstep(1.0, 0.7, w));
    paint = painted(mix(belly, back, smoothstep(-0.25, 0.25, over)), shine);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
