#include "bay/world.glsl"
in vec2 corner;
flat in vec4 bank;
flat in vec3 light;

void main() {
    float x = corner.x;
    float y = corner.y;
    vec2 p = vec2(x * 3.2 + bank.x * 50.0 + time_s * 0.012, y * 1.1 + bank.y * 9.0);
    float wisp = 0.5 + 0.5 * quick_noise(p) + 0.28 * quick_noise(NEXT_OCTAVE * p);
    float shape = (1.0 - x * x) * (1.0 - x * x) * exp2(-3.2 * y * y) * smoothstep(1.0, 0.72, abs(y));
    // Soft where it meets the water.
    float above = world_position.y - water_level(bank.w);
    shape *= smoothstep(-0.05, 0.35 + 0.006 * bank.w, above);
    float alpha = clamp(shape * wisp, 0.0, 1.0) * (0.10 + 0.42 * mist) * (0.60 + 0.62 * glow);
    color = vec4(light * alpha, alpha);
}
