// A small round bird: how it sits, wakes and flies off.
#include "snowline/world.glsl"

struct Bird {
    vec3 place;      // of its middle, metres
    float size;      // radius
    vec2 ahead;      // where it faces, x and z
    float awake;     // 0 asleep .. 1 awake
    float aloft;     // 0 sitting .. 1 gone
};

Bird bird_of(int i) {
    Bird b;
    float woken = targets[i].woken;
    b.awake = smoothstep(0.0, 0.12, woken);
    b.aloft = smoothstep(0.42, 1.0, woken);
    // It comes and goes small; asleep it breathes.
    float there = targets[i].presence;
    b.size = targets[i].place.w * (0.25 + 0.75 * there) * (1.0 + 0.020 * sin(1.9 * time_s + 40.0 * targets[i].random) * (1.0 - b.awake));
    vec3 p = targets[i].place.xyz;
    vec3 away = p - eye_position.xyz;
    away.y = 0.0;
    away = normalize(away);
    float turn = targets[i].random - 0.5;
    vec3 side = vec3(-away.z, 0.0, away.x) * (turn > 0.0 ? 1.0 : -1.0);
    // A hop of joy, then up and away, never nearer.
    float hop = sin(3.14159 * clamp(woken * 7.0 - 0.5, 0.0, 1.0));
    p.y += 0.35 * b.size * hop;
    float f = b.aloft * b.aloft;
    p += (1.5 * away + 0.9 * side) * f + vec3(0.0, 1.9 * f + 0.25 * b.aloft, 0.0);
    p.y -= (1.0 - there) * targets[i].place.w * 0.8 * (1.0 - b.aloft);
    b.place = p;
    float flying = 2.2 * (turn > 0.0 ? -1.0 : 1.0) * smoothstep(0.30, 0.55, woken);
    float heading = 1.1 * turn * (1.0 - b.awake) + flying;
    float s = sin(heading);
    float c = cos(heading);
    b.ahead = vec2(-c * away.x - s * away.z, -c * away.z + s * away.x);
    return b;
}

// From the bird's own axes (x its right, y up, z ahead) to the world's.
vec3 bird_turn(Bird b, vec3 v) {
    return vec3(b.ahead.y * v.x + b.ahead.x * v.z, v.y, -b.ahead.x * v.x + b.ahead.y * v.z);
}
