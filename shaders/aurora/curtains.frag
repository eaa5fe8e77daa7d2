// A sheet of glowing air, thin and clear: a sharp lower hem, rays that fade upward from green to
// violet, brighter where the sheet is seen along itself.
#include "aurora/world.glsl"

in vec2 sheet;
in vec3 state;

void main() {
    float s = sheet.x;
    float h = sheet.y;
    float pixel = fwidth(s);

    // Rays: wide ones that set how high the light reaches, finer ones that comb it. They glide
    // along the sheet more slowly than a breath.
    float wide = state.y;
    float middle = noise_1d(s * 0.9 - 0.040 * time_s + 40.0) * band_kept(0.9, pixel);
    float fine = noise_1d(s * 3.1 + 0.055 * time_s + 90.0) * band_kept(3.1, pixel);
    float order = 0.35 + 0.65 * richness;
    float rays = max(0.60 + 0.42 * wide + order * (0.36 * middle + 0.22 * fine), 0.06);

    float reach = 0.52 + 0.24 * wide + 0.20 * order * middle + 0.07 * order * fine;
    float x = h / max(reach, 0.12);
    // The hem: a soft step, ragged a little by the rays.
    float low = 0.030 + 0.012 * middle;
    float edge = max(0.030, 1.2 * fwidth(h));
    float step_up = smoothstep(low - edge, low + edge, h);
    float top = smoothstep(1.0, 0.62, h);
    float k = exp2(-0.9 * x);
    float k3 = k * k * k;
    float green = step_up * k3 * k3;
    float body = step_up * k3 * top;
    float violet = step_up * (1.0 - k3) * k * k * top;
    float rim = (h - low) / 0.030;
    float rose = exp2(-rim * rim) * (0.25 + 0.75 * richness);

    vec3 light = GREEN * (0.62 * green + 0.20 * body) + VIOLET * violet * (0.10 + 0.52 * richness) + ROSE * rose * 0.13;
    light += vec3(0.10, 0.16, 0.10) * green * green * rays;

    // Thin light is brighter along the sheet; at the very fold it ends softly.
    float facing = abs(state.z);
    float thick = smoothstep(0.0, 0.66, facing) / (0.54 + 0.46 * facing);

    float strength = state.x * thick * rays;
    color = vec4(light * strength, 0.0);
}
