// Silvered old wood: grain along the plank, knots, worn ends, nail heads over the beams.
#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in vec3 local;
flat in vec4 plank;
flat in vec3 timber;

void main() {
    float shift = plank.x * 37.0;
    vec2 g = vec2(local.x * 1.3 + shift, local.z * 34.0 + plank.y * 9.0);
    float fp = footprint_of(g);
    // The grain bends: a wave of parabolas, -1..1.
    float bend = fract(0.366 * local.x + 0.796 * local.z + 0.159 * shift) - 0.5;
    bend *= 16.0 * abs(bend) - 8.0;
    g.y += 1.1 * bend;
    float grain = quick_noise(g) * band_kept(1.0, fp);
    float fiber = quick_noise(vec2(local.x * 3.1 + shift, g.y * 4.3)) * band_kept(4.3, fp);
    float cracks = smoothstep(0.50, 0.95, 0.55 * grain + 0.75 * fiber);
    vec3 wood = timber * ((1.0 + 0.24 * grain + 0.34 * fiber) * (1.0 - 0.44 * cracks));
    wood *= 1.0 - 0.35 * smoothstep(0.80, 0.88, abs(local.x) + 0.02 * bend);

    // Nail heads, two over each of the two beams.
    vec2 nail = vec2(abs(local.x) - 0.62, abs(local.z) - 0.038) + 0.004 * (plank.xy - 0.5);
    float nail_r = length(nail);
    float nail_px = max(fp * (1.0 / 34.0), 0.0008);
    float head = clamp((0.0048 + nail_px - nail_r) / (2.0 * nail_px), 0.0, 1.0) * min(0.0048 / nail_px, 1.0);
    float stain = clamp((0.024 - nail_r) * 50.0, 0.0, 1.0);
    wood = mix(wood * (1.0 - 0.35 * stain), vec3(0.045, 0.04, 0.04), head);

    vec3 n = normalize(normal + vec3(0.0, 0.0, normal.y > 0.5 ? 0.16 * grain + 0.22 * fiber : 0.0));
    // Gaps and sides see little sky.
    float open = mix(0.35, 1.0, smoothstep(-0.02, 0.018, local.y));
    float damp = 0.25 + 0.40 * plank.w * (0.5 + 0.5 * bend);
    color = vec4(shade(wood, damp, world_position, n, open, lamp_a, lamp_b), 1.0);
}
