// Fish near by: clouds of golden ones over the corals and a few striped ones at the anemones.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/fin.glsl"

flat out int kind;

void main() {
    vec4 r = in_random;
    int i = instance_id;
    vec3 at;
    vec3 ahead;
    float size;
    if (i < 74) {
        kind = 1;
        vec3 middle = i < 32 ? vec3(-2.0, 1.55, -3.5) : i < 58 ? vec3(4.6, 1.9, -5.6) : vec3(-4.4, 2.9, 3.6);
        float a = 6.2831853 * r.x + (0.055 + 0.05 * r.y) * time_s * (r.z > 0.5 ? 1.0 : -1.0);
        float wide = 0.55 + 0.85 * r.w;
        vec3 off = vec3(cos(a) * wide, 0.55 * (r.y - 0.4) + 0.16 * sway(1.7 * a + 20.0 * r.w), sin(a) * wide * 0.8);
        at = middle + off;
        ahead = vec3(-sin(a), 0.16 * cos(1.7 * a + 20.0 * r.w), 0.8 * cos(a)) * (r.z > 0.5 ? 1.0 : -1.0);
        size = 0.085 + 0.045 * fract(r.w * 9.7);
    } else {
        kind = 2;
        vec3 middle = i < 77 ? vec3(0.62, 0.42, -1.95) : vec3(-1.72, 0.98, -3.05);
        float a = 6.2831853 * r.x + 0.10 * time_s * (r.z > 0.5 ? 1.0 : -1.0);
        at = middle + vec3(cos(a) * (0.20 + 0.12 * r.w), 0.09 * (r.y - 0.5) + 0.04 * sway(0.31 * time_s + 9.0 * r.y), sin(a) * (0.20 + 0.12 * r.w));
        ahead = vec3(-sin(a), 0.0, cos(a)) * (r.z > 0.5 ? 1.0 : -1.0);
        size = 0.085 + 0.02 * r.y;
    }
    swim(at, normalize(ahead), size, kind == 1 ? 0.21 : 0.23, 3.8 * time_s + 30.0 * r.w);
}
