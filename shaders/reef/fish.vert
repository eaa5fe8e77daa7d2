// Fish near by: clouds of golden ones over the corals and a few striped ones at the anemones.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/fin.glsl"

centroid out vec3 paint;
centroid out vec3 band;    // of those that have bands
centroid out vec2 at_body; // x: 0 tail .. 1 nose, y: 0 belly .. 1 back

void main() {
    vec4 r = in_random;
    int i = instance_id;
    vec3 at;
    vec3 ahead;
    float size;
    if (i < 74) {
        vec3 middle = i < 32 ? vec3(-2.0, 1.55, -3.5) : i < 58 ? vec3(4.6, 1.9, -5.6) : vec3(-4.4, 2.9, 3.6);
        float a = 6.2831853 * r.x + (0.055 + 0.05 * r.y) * time_s * (r.z > 0.5 ? 1.0 : -1.0);
        float wide = 0.55 + 0.85 * r.w;
        vec3 off = vec3(cos(a) * wide, 0.55 * (r.y - 0.4) + 0.16 * sway(1.7 * a + 20.0 * r.w), sin(a) * wide * 0.8);
        at = middle + off;
        ahead = vec3(-sin(a), 0.16 * cos(1.7 * a + 20.0 * r.w), 0.8 * cos(a)) * (r.z > 0.5 ? 1.0 : -1.0);
        size = 0.085 + 0.045 * fract(r.w * 9.7);
    } else {
        vec3 middle = i < 77 ? vec3(0.62, 0.42, -1.95) : vec3(-1.72, 0.98, -3.05);
        float a = 6.2831853 * r.x + 0.10 * time_s * (r.z > 0.5 ? 1.0 : -1.0);
        at = middle + vec3(cos(a) * (0.20 + 0.12 * r.w), 0.09 * (r.y - 0.5) + 0.04 * sway(0.31 * time_s + 9.0 * r.y), sin(a) * (0.20 + 0.12 * r.w));
        ahead = vec3(-sin(a), 0.0, cos(a)) * (r.z > 0.5 ? 1.0 : -1.0);
        size = 0.085 + 0.02 * r.y;
    }
    swim(at, normalize(ahead), size, i < 74 ? 0.21 : 0.23, 3.8 * time_s + 30.0 * r.w);
    float back = smoothstep(0.32, 0.78, body.y);
    vec3 gold = mix(vec3(0.80, 0.62, 0.30), vec3(0.78, 0.44, 0.13), back) + vec3(-0.28, -0.08, 0.42) * smoothstep(0.34, 0.10, body.x);
    paint = painted((i < 74 ? gold : vec3(0.78, 0.36, 0.10)) * light);
    band = i < 74 ? paint : painted(vec3(0.82, 0.84, 0.84) * light);
    at_body = body;
}
