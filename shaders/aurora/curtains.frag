// A sheet of glowing air, thin and clear: a sharp lower hem, rays that fade upward from green to
// violet, brighter where the sheet is seen along itself.
#include "aurora/world.glsl"

in vec2 sheet;
in vec2 state;
flat in int curtain;

void main() {
    float s = sheet.x;
    float h = sheet.y;
    float pixel = fwidth(s);

    // Rays: wide ones that set how high the light reaches, finer ones that comb it. They glide
    // along the sheet more slowly than a breath.
    float wide = noise_1d(s * 0.23 + 0.030 * time_s);
    float middle = noise_1d(s * 0.9 - 0.055 * time_s + 40.0) * band_kept(0.9, pixel);
    float fine = noise_1d(s * 3.1 + 0.080 * time_s + 90.0) * band_kept(3.1, pixel);
    float order = 0.35 + 0.65 * richness;
    // Whole stretches are bright and others nearly dark.
    float stretch = smoothstep(-0.75, 0.65, noise_1d(s * 0.085 - 0.012 * time_s + 7.0));
    float rays = (0.60 + 0.42 * wide + order * (0.36 * middle + 0.22 * fine)) * (0.22 + 0.98 * stretch);
    rays = max(rays, 0.06);

    float reach = 0.52 + 0.24 * wide + 0.20 * order * middle + 0.07 * order * fine;
    float x = h / max(reach, 0.12);
    // The hem: a soft step, ragged a little by the rays.
    float low = 0.030 + 0.012 * middle;
    float edge = max(0.030, 1.2 * fwidth(h));
    float step_up = smoothstep(low - edge, low + edge, h);
    float top = smoothstep(1.0, 0.62, h);
    float green = step_up * exp2(-5.6 * x);
    float body = step_up * exp2(-2.6 * x) * top;
    float violet = step_up * (1.0 - exp2(-2.6 * x)) * exp2(-1.75 * x) * top;
    float rim = (h - low) / 0.030;
    float rose = exp2(-rim * rim) * (0.25 + 0.75 * richness);

    vec3 light = GREEN * (0.62 * green + 0.20 * body) + VIOLET * violet * (0.10 + 0.52 * richness) + ROSE * rose * 0.13;
    light += vec3(0.10, 0.16, 0.10) * green * green * rays;

    // Thin light is brighter along the sheet; at the very fold it ends softly.
    vec3 view = normalize(world_position - eye_position.xyz);
    float facing = abs(dot(normalize(normal), view));
    float thick = smoothstep(0.0, 0.58, facing) / (0.50 + 0.50 * facing);

    float share = curtain == 0 ? 1.0 : curtain == 1 ? 0.22 + 0.30 * richness : curtain == 2 ? 0.10 + 0.40 * richness : 0.14 + 0.12 * richness;
    float strength = power() * share * state.y * thick * rays * (0.62 + 0.76 * state.x) * (0.72 + 0.28 * clarity);
    // Low light crosses more air.
    strength *= smoothstep(0.0, 0.16, view.y + 0.02);
    color = vec4(light * strength, 0.0);
}
