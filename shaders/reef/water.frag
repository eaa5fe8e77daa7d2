// Open water behind everything, and the surface above: through a round window one sees out
// (Snell's window, 48.6 degrees from the vertical), past its rim the surface mirrors the deep.
#include "reef/world.glsl"

void main() {
    vec3 r = normalize(ray);
    vec3 c = water_light(r);
    if (r.y > 0.10) {
        float d = (SURFACE_M - eye_position.y) / r.y;
        vec2 p = eye_position.xz + r.xz * d;
        // Slopes of the surface: a low swell and smaller waves, which fade where a pixel is wide.
        vec3 wide = noise_with_slope(p * 0.16 + vec2(0.035, 0.050) * time_s);
        vec3 fine = vec3(0.0);
        if (d < 60.0) fine = noise_with_slope(p * 0.50 + 0.5 * wide.yz + vec2(-0.060, 0.085) * time_s) * smoothstep(60.0, 16.0, d);
        vec3 small = vec3(0.0);
        if (d < 26.0) small = noise_with_slope(mat2(0.8, 0.6, -0.6, 0.8) * p * vec2(1.25, 1.05) + 0.6 * fine.yz + vec2(0.070, 0.050) * time_s) * smoothstep(26.0, 12.0, d);
        vec2 slope = 0.050 * wide.yz + 0.032 * fine.yz + 0.014 * small.yz;
        float turned = r.y - dot(slope, r.xz);
        float window = smoothstep(0.605, 0.715, turned);
        // Out there: sky, brighter round the place of the sun, broken up by the waves.
        vec2 off = r.xz - slope * 1.3 - SUN.xz;
        float near_sun = dot(off, off);
        float facets = fine.x + 0.55 * small.x;
        float ridge = 1.0 - abs(facets + 0.4 * wide.x);
        vec3 sky = mix(vec3(0.026, 0.062, 0.100), vec3(0.190, 0.520, 0.640), daylight);
        sky *= 0.72 + 0.36 * ridge * ridge + 0.20 * wide.x;
        vec3 glare = mix(vec3(0.10, 0.13, 0.15), vec3(0.70, 0.68, 0.56), daylight);
        vec3 out_there = sky + glare * (exp2(-34.0 * near_sun) + 0.40 * exp2(-6.0 * near_sun)) * (0.70 + 0.42 * ridge);
        vec3 inside = water_light(vec3(r.x, 0.25 - 0.45 * r.y, r.z)) * (1.10 + 0.20 * facets);
        vec3 above = mix(inside, out_there, window);
        vec3 kept = exp2(-1.442695 * d * loss_per_m() * vec3(0.55, 0.75, 0.75));
        c = mix(c, above, kept * smoothstep(0.10, 0.45, r.y));
    }
    color = vec4(c, 1.0);
}
