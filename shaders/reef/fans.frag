#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "lib/filter.glsl"

in vec2 fan;
flat in vec3 tint;
flat in float which;

// How much of a pixel a line covers, `d` away from its middle, `half_width` wide.
float covered(float d, float half_width, float pixel) {
    return clamp((half_width - d) / max(pixel, 1e-5) + 0.5, 0.0, 1.0) * min(1.0, 2.0 * half_width / max(pixel, 1e-5));
}

void main() {
    float r = length(fan);
    float a = atan(fan.x, fan.y + 0.02);
    float footprint = footprint_of(fan);
    float warp = noise(fan * 3.1 + which);
    float warp2 = noise(fan * 8.0 - which);
    // Outline: three quarters of a disc with notched lobes.
    float edge = 0.88 + 0.10 * sin(3.0 * a + which) + 0.06 * warp2 - 0.30 * a * a;
    float inside = smoothstep(edge, edge - 0.05 - footprint, r) * smoothstep(1.25, 1.05, abs(a));
    if (inside <= 0.0) discard;
    // Ribs that fork: their number doubles outwards, each set fades in.
    float b = a + 0.16 * warp + 0.05 * warp2;
    float pixel = footprint / max(r, 0.06);
    float ribs = 0.0;
    ribs = max(ribs, covered(abs(fract(b * 2.2 + 0.5) - 0.5) / 2.2 * r, 0.020 - 0.010 * r, footprint));
    ribs = max(ribs, covered(abs(fract(b * 6.6) - 0.5) / 6.6 * r, 0.0095, footprint) * smoothstep(0.14, 0.26, r));
    ribs = max(ribs, covered(abs(fract(b * 19.8 + 0.3 * warp) - 0.5) / 19.8 * r, 0.0055, footprint) * smoothstep(0.30, 0.46, r));
    // Fine mesh between them, seen as an even veil from afar.
    float mesh = 0.5 + 0.5 * sin(105.0 * r + 14.0 * warp2 + 3.0 * warp) * band_kept(17.0, footprint);
    float cover = max(ribs, 0.14 + 0.14 * mesh) * inside;
    cover *= smoothstep(0.0, 0.02, fan.y);
    vec3 albedo = tint * (0.55 + 0.50 * ribs + 0.25 * r);
    vec3 through = tint * (0.30 * sun_power() * (1.0 - 0.6 * ribs));
    float rim = smoothstep(edge - 0.22, edge - 0.02, r);
    vec3 shine = mix(tint, vec3(0.20, 0.45, 0.70), 0.6) * (alive() * (0.10 + 0.55 * ribs * r + 0.75 * rim * rim) * 0.7);
    color = vec4(shown(albedo, 1.0, through + shine), cover);
}
