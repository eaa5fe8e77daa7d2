// A sheet of glowing air, thin and clear: a sharp lower hem, rays that fade upward from green to
// violet, brighter where the sheet is seen along itself.
#include "aurora/world.glsl"

in vec2 sheet;
in vec4 state;
flat in vec4 rays_of;

// Smooth noise along two lines, -1..1, one feature per unit: noise_1d of lib/noise.glsl from arithmetic
// in floats only, both at once.
vec2 along_lines(vec2 x) {
    vec2 cell = floor(x);
    vec2 f = x - cell;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec4 h = fract(vec4(cell, cell + 1.0) * 0.7548777) + 0.61;
    h = fract(h * (173.3 * h + 61.7));
    return mix(h.xy, h.zw, u) * 2.0 - 1.0;
}

void main() {
    float s = sheet.x;
    // At the edge of a triangle a pixel's middle may lie outside of it.
    float h = clamp(sheet.y, 0.0, SHEET_TOP);
    float pixel = fwidth(s);

    // Rays: wide ones that set how high the light reaches, finer ones that comb it. They glide
    // along the sheet more slowly than a breath.
    float wide = state.y;
    vec2 rays_at = along_lines(vec2(0.9, 3.1) * s + rays_of.xy) * (1.0 - smoothstep(0.25, 0.5, vec2(0.9, 3.1) * pixel));
    float middle = rays_at.x;
    float fine = rays_at.y;
    float combed = rays_of.z * (middle + 0.5 * fine);
    float rays = max(0.60 + 0.42 * wide + 0.40 * combed, 0.06);

    float reach = 0.52 + 0.24 * wide + 0.18 * combed;
    // The hem: a soft step, ragged a little by the rays.
    float over = h - 0.030 - 0.012 * middle;
    float step_up = clamp(0.5 + 0.5 * over / max(0.027, fwidth(sheet.y)), 0.0, 1.0);
    step_up *= step_up * (3.0 - 2.0 * step_up);
    float top = min(3.0 * (SHEET_TOP - h), 1.0);
    float k = exp2(-0.9 * h / max(reach, 0.12));
    float k2 = k * k;
    float k3 = k2 * k;
    float rose = max(1.0 - 450.0 * over * over, 0.0);

    float green = step_up * k3;
    top *= top * step_up;
    vec3 light = GREEN * (0.62 * k3 * green + 0.20 * k3 * top) + VIOLET * (state.w * k2 * (1.0 - k3) * top) + ROSE * (rays_of.w * rose * rose);
    // Thin light is brighter along the sheet; at the very fold it ends softly.
    float facing = min(abs(state.z), 1.0);
    float thick = smoothstep(0.0, 0.66, facing) * (1.62 - 0.64 * facing);
    color = vec4(light * (state.x * thick * rays), 0.0);
}
