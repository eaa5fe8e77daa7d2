// Open water behind everything, and the surface above: through a round window one sees out
// (Snell's window, 48.6 degrees from the vertical), past its rim the surface mirrors the deep.
#include "reef/world.glsl"

void main() {
    vec3 r = normalize(ray);
    vec3 c = water_light(r);
    if (r.y > 0.10) {
        float d = (SURFACE_M - eye_position.y) / r.y;
        vec2 p = eye_position.xz + r.xz * d;
        // Slopes of the surface: a low swell and smaller waves, filtered by how far they are.
        vec3 wide = noise_with_slope(p * 0.16 + vec2(0.035, 0.050) * time_s);
        vec3 fine = noise_with_slope(p * 0.50 + vec2(-0.060, 0.085) * time_s) * smoothstep(60.0, 16.0, d);
        vec2 slope = 0.050 * wide.yz + 0.030 * fine.yz;
        float turned = r.y - dot(slope, r.xz);
        float window = smoothstep(0.585, 0.735, turned);
        // Out there: sky, brighter round the place of the sun.
        vec2 off = r.xz - slope * 0.7 - SUN.xz;
        float near_sun = dot(off, off);
        vec3 sky = mix(vec3(0.032, 0.075, 0.120), vec3(0.36, 0.72, 0.80), daylight);
        vec3 glare = mix(vec3(0.10, 0.13, 0.15), vec3(0.75, 0.72, 0.58), daylight);
        vec3 out_there = sky + glare * (exp2(-26.0 * near_sun) + 0.40 * exp2(-5.0 * near_sun));
        vec3 mirrored = water_light(vec3(r.x, 0.25 - 0.45 * r.y, r.z)) * 1.15;
        vec3 above = mix(mirrored, out_there, window) * (1.0 + 0.22 * (wide.x + 0.7 * fine.x));
        vec3 kept = exp2(-1.442695 * d * loss_per_m() * vec3(0.55, 0.75, 0.75));
        c = mix(c, above, kept * smoothstep(0.10, 0.45, r.y));
    }
    color = vec4(c, 1.0);
}
