// Silvered old wood: grain along the plank, knots, worn ends, nail heads over the beams.
#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in vec3 local;
flat in vec4 plank;

void main() {
    float shift = plank.x * 37.0;
    vec2 g = vec2(local.x * 1.3 + shift, local.z * 34.0 + plank.y * 9.0);
    float fp = footprint_of(g);
    float bend = sin(2.3 * local.x + 5.0 * local.z + shift);
    g.y += 1.1 * bend;
    float grain = noise(g) * band_kept(1.0, fp);
    vec2 fine = vec2(local.x * 3.1 + shift, g.y * 4.3);
    float fiber = noise(fine) * band_kept(4.3, fp);
    float cracks = smoothstep(0.50, 0.95, 0.55 * grain + 0.75 * fiber) * 0.8;

    // Each plank has its own age: silver, honey, mossy.
    vec3 silver = vec3(0.270, 0.255, 0.240);
    vec3 honey = vec3(0.270, 0.190, 0.125);
    vec3 moss = vec3(0.150, 0.165, 0.115);
    vec3 wood = mix(silver, honey, smoothstep(0.45, 1.0, plank.z) * 0.75);
    wood = mix(wood, moss, smoothstep(0.78, 1.0, plank.w) * 0.5);
    wood *= 0.74 + 0.42 * plank.y;
    wood *= 1.0 + 0.24 * grain + 0.34 * fiber;
    wood *= 1.0 - 0.55 * cracks;
    float edge = smoothstep(0.80, 0.88, abs(local.x) + 0.02 * bend);
    wood *= 1.0 - 0.35 * edge;

    // Nail heads, two over each of the two beams.
    vec2 nail = vec2(abs(local.x) - 0.62, abs(local.z) - 0.038);
    float nail_r = length(nail + 0.004 * (plank.xy - 0.5));
    float nail_px = max(fwidth(nail_r), 0.0008);
    float head = 1.0 - smoothstep(0.0048 - nail_px, 0.0048 + nail_px, nail_r);
    head *= clamp(0.0048 / nail_px, 0.0, 1.0);
    float stain = 1.0 - smoothstep(0.004, 0.024, nail_r);
    wood = mix(wood * (1.0 - 0.35 * stain), vec3(0.045, 0.04, 0.04), head);

    vec3 n = normalize(normal);
    if (n.y > 0.5) n = normalize(n + vec3(0.0, 0.0, 0.16 * grain + 0.22 * fiber));
    // Gaps and sides see little sky.
    float open = mix(0.35, 1.0, smoothstep(-0.02, 0.018, local.y));
    float damp = 0.25 + 0.40 * plank.w * (0.5 + 0.5 * bend);
    vec3 c = shade(wood, damp, world_position, n, open, lamp_a, lamp_b);
    color = vec4(c, 1.0);
}
