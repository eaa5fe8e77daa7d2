// Fish: a long school of silver-blue ones that carries the heart-rate wave, a cloud of golden ones
// over the corals, and a few striped ones at the anemone.
#include "reef/world.glsl"
#include "reef/lit.glsl"

out vec2 body;        // x: 0 tail .. 1 nose, y: -1 belly .. 1 back
flat out int kind;
flat out float light;

// Path of the long school: a wide, slow figure ahead, `s` metres along it.
vec3 stream(float s) {
    float a = s * 0.0873;   // once round in 72 m
    return vec3(0.8 + 6.4 * sin(a), 2.5 + 0.5 * sin(2.0 * a + 0.8), -8.6 - 2.0 * sin(2.0 * a + 0.35) - 0.8 * cos(a));
}

void main() {
    vec4 r = in_random;
    int i = instance_id;
    vec3 at;
    vec3 ahead;
    float size;
    if (i < 160) {
        kind = 0;
        // The newest beat is at the head of the school, what was 14 s ago at its tail.
        float share = (float(i) + r.w) / 160.0;
        float behind = 16.0 * share;
        float s = 0.42 * time_s + 4.0 - behind;
        at = stream(s);
        ahead = stream(s + 0.4) - at;
        float wide = 0.25 + 0.95 * sin(3.1416 * clamp(share * 0.92 + 0.06, 0.0, 1.0));
        vec2 off = (r.xy - 0.5) + (fract(r.zx * 7.31) - 0.5);
        vec3 sideways = normalize(vec3(-ahead.z, 0.0, ahead.x));
        at += sideways * (off.x * wide * 1.1) + vec3(0.0, off.y * wide * 0.75, 0.0);
        at += 0.05 * vec3(sin(0.5 * time_s + 40.0 * r.x), sin(0.43 * time_s + 40.0 * r.y), cos(0.47 * time_s + 40.0 * r.z));
        at.y += 1.9 * (heart_wave_ago(14.0 * share) - 0.5) * smoothstep(0.0, 0.1, share + 0.05);
        size = 0.24 + 0.08 * r.z;
    } else if (i < 234) {
        kind = 1;
        vec3 middle = i < 192 ? vec3(-2.0, 1.55, -3.5) : i < 218 ? vec3(4.6, 1.9, -5.6) : vec3(-4.4, 2.9, 3.6);
        float a = 6.2831853 * r.x + (0.055 + 0.05 * r.y) * time_s * (r.z > 0.5 ? 1.0 : -1.0);
        float wide = 0.55 + 0.85 * r.w;
        vec3 off = vec3(cos(a) * wide, 0.55 * (r.y - 0.4) + 0.16 * sin(1.7 * a + 20.0 * r.w), sin(a) * wide * 0.8);
        at = middle + off;
        ahead = vec3(-sin(a), 0.16 * cos(1.7 * a + 20.0 * r.w), 0.8 * cos(a)) * (r.z > 0.5 ? 1.0 : -1.0);
        size = 0.085 + 0.045 * fract(r.w * 9.7);
    } else {
        kind = 2;
        vec3 middle = i < 237 ? vec3(0.62, 0.42, -1.95) : vec3(-1.72, 0.98, -3.05);
        float a = 6.2831853 * r.x + 0.10 * time_s * (r.z > 0.5 ? 1.0 : -1.0);
        at = middle + vec3(cos(a) * (0.20 + 0.12 * r.w), 0.09 * (r.y - 0.5) + 0.04 * sin(0.31 * time_s + 9.0 * r.y), sin(a) * (0.20 + 0.12 * r.w));
        ahead = vec3(-sin(a), 0.0, cos(a)) * (r.z > 0.5 ? 1.0 : -1.0);
        size = 0.085 + 0.02 * r.y;
    }
    vec3 f = normalize(ahead);
    vec3 left = normalize(cross(vec3(0.0, 1.0, 0.0), f));
    vec3 up = cross(f, left);
    float s = in_uv.y;
    vec3 u = normalize(in_position);
    vec2 ring = u.xz / max(length(u.xz), 1e-4);    // x to the left, y (was z) up
    float deep = kind == 0 ? 0.145 : kind == 1 ? 0.21 : 0.23;
    // Body from nose to the root of the tail, then the fork of the fin.
    float q = clamp((s - 0.20) / 0.80, 0.0, 1.0);
    float high = deep * pow(sin(3.1416 * pow(q, 0.80) * 0.985 + 0.03), 0.85);
    float thick = high * 0.50;
    if (s < 0.22) {
        float fin = 1.0 - s / 0.22;
        high = mix(0.035, deep * 0.95, smoothstep(0.0, 1.0, fin));
        thick = 0.012;
    }
    high = s > 0.995 ? 0.0 : high;
    float fork = s < 0.22 ? -0.10 * (1.0 - s / 0.22) * abs(ring.y) : 0.0;
    float beat = time_s * (kind == 0 ? 4.6 : 3.8) + 30.0 * r.w;
    float swing = 0.055 * (1.0 - s) * (1.0 - s) * sin(beat - 3.5 * (1.0 - s));
    vec3 local = vec3(swing - thick * ring.x, high * ring.y, s - 0.55 + fork);
    world_position = at + size * (left * local.x + up * local.y + f * local.z);
    normal = normalize(left * -ring.x + up * (ring.y * 0.55) + f * ((s - 0.6) * 0.5));
    body = vec2(s, ring.y);
    light = 0.85 + 0.3 * r.w;
    light_up(world_position, normal, 1.0, 0.3);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
