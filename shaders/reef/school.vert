// A long school of silver-blue fish that carries the heart-rate wave.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/fin.glsl"

centroid out vec3 paint;

// Path of the school: a wide, slow figure ahead, `s` metres along it.
vec3 stream(float s) {
    float a = s * 0.0873;   // once round in 72 m
    return vec3(0.8 + 6.4 * sin(a), 2.5 + 0.5 * sin(2.0 * a + 0.8), -8.6 - 2.0 * sin(2.0 * a + 0.35) - 0.8 * cos(a));
}

void main() {
    vec4 r = in_random;
    // The newest beat is at the head of the school, what was 14 s ago at its tail.
    float share = (float(instance_id) + r.w) / 160.0;
    float way = 0.42 * time_s + 4.0 - 16.0 * share;
    vec3 at = stream(way);
    vec3 f = normalize(stream(way + 0.4) - at);
    float wide = 0.25 + 0.95 * swing(0.5 * clamp(share * 0.92 + 0.06, 0.0, 1.0));
    vec2 off = (r.xy - 0.5) + (fract(r.zx * 7.31) - 0.5);
    vec3 left = normalize(vec3(f.z, 0.0, -f.x));
    at += left * (off.x * wide * -1.1) + vec3(0.0, off.y * wide * 0.75, 0.0);
    at += 0.05 * sway(vec3(0.5, 0.43, 0.47) * time_s + 40.0 * r.xyz);
    at.y += 1.9 * (heart_wave_ago(14.0 * share) - 0.5) * smoothstep(0.0, 0.1, share + 0.05);
    swim(at, f, 0.24 + 0.08 * r.z, 0.145, 4.6 * time_s + 30.0 * r.w);
    float up = clamp(body.y, 0.0, 1.0);
    vec3 albedo = mix(vec3(0.78, 0.84, 0.84), vec3(0.10, 0.26, 0.40), smoothstep(0.32, 0.78, up));
    paint = painted(albedo * light, vec3(0.10, 0.42, 0.60) * (alive() * 0.10));
}
