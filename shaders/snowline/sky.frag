#include "snowline/world.glsl"
#include "lib/filter.glsl"

in vec3 tint;

void main() {
    vec3 r = normalize(world_position - eye_position.xyz);
    vec3 c = tint;
    // The sun stands behind thin high cloud: a wide glow, no disc to blink at.
    float near = max(dot(r, SUN), 0.0);
    float n8 = near * near;
    n8 *= n8; n8 *= n8;
    float glow = 0.20 * near * near * near * near + 0.32 * n8 + 0.70 * n8 * n8 * n8 * n8;
    c += sun_color() * glow * (0.7 + 0.5 * gold);
    if (r.y > 0.01) {
        vec2 p = r.xz / (r.y + 0.14);
        p = mat2(0.80, 0.60, -0.60, 0.80) * p + vec2(0.006, 0.002) * time_s;
        float footprint = footprint_of(p);
        p += 0.16 * sin(2.3 * p.yx + vec2(1.0, 4.0));
        float veil = 0.95 * noise(p * vec2(0.75, 2.1) + 4.0) * band_kept(2.1, footprint);
        veil = smoothstep(0.05, 1.0, veil) * smoothstep(0.01, 0.16, r.y) * 0.46;
        c = mix(c, vec3(0.50, 0.54, 0.62) + sun_color() * (0.24 + 0.40 * n8), veil);
    }
    color = vec4(c, 1.0);
}
