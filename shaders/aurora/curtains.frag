// A sheet of glowing air, thin and clear: a sharp lower hem, rays that fade upward from green to
// violet, brighter where the sheet is seen along itself.
#include "aurora/world.glsl"

in vec2 sheet;
in vec4 state;
flat in vec4 rays_of;

void main() {
    float s = sheet.x;
    // At the edge of a triangle a pixel's middle may lie outside of it.
    float h = clamp(sheet.y, 0.0, SHEET_TOP);
    float pixel = fwidth(s);

    // Rays: wide ones that set how high the light reaches, finer ones that comb it. They glide
    // along the sheet more slowly than a breath.
    float wide = state.y;
    float middle = noise_1d(s * 0.9 + rays_of.x) * band_kept(0.9, pixel);
    float fine = noise_1d(s * 3.1 + rays_of.y) * band_kept(3.1, pixel);
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
    float thick = smoothstep(0.0, 0.66, facing) / (0.54 + 0.46 * facing);
    color = vec4(light * (state.x * thick * rays), 0.0);
}
