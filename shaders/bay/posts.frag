// Timber with vertical checks; dark and shining where the water has just been.
#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in vec3 local;
flat in vec4 post;

void main() {
    // In the mirror only what stands over the water.
    if (mirrored > 0.5 && world_position.y < water_level(2.0)) discard;
    vec3 n = normalize(normal);
    bool top = n.y > 0.7;
    vec2 g = top ? world_position.xz * 30.0 : vec2(local.x * 46.0 + post.x * 20.0 + 0.9 * sin(world_position.y * 6.0 + post.y * 9.0), world_position.y * 1.9);
    float fp = footprint_of(g);
    float grain = quick_noise(g) * band_kept(1.0, fp);
    float fiber = quick_noise(g * vec2(3.3, 2.6) + 7.0) * band_kept(3.3, fp);
    float ring = top ? 0.25 * sin(70.0 * length(fract(local.xy) - 0.5)) * band_kept(12.0, footprint_of(local.xy)) : 0.0;
    vec3 wood = mix(vec3(0.330, 0.300, 0.270), vec3(0.310, 0.225, 0.160), post.w * 0.8);
    wood *= 1.0 + 0.22 * grain + 0.34 * fiber + ring;
    wood *= 1.0 - 0.55 * smoothstep(0.35, 0.85, grain + 0.45 * fiber);

    // Wet below the highest water, weed below that, a lighter salt line between.
    float y = world_position.y + 0.012 * sin(local.x * 44.0 + post.x * 30.0);
    float wet = 1.0 - smoothstep(0.300, 0.345, y);
    float weed = 1.0 - smoothstep(0.10, 0.22, y + 0.03 * grain);
    wood = mix(wood, wood * 0.34, wet);
    wood = mix(wood, vec3(0.035, 0.052, 0.030) * (1.0 + 0.4 * fiber), weed * 0.8);
    wood += vec3(0.05, 0.05, 0.045) * smoothstep(0.33, 0.36, y) * (1.0 - smoothstep(0.36, 0.42, y));
    if (!top) n = normalize(n + vec3(n.z, 0.0, -n.x) * (0.5 * grain + 0.35 * fiber));
    float under = world_position.z > -0.5 && abs(world_position.x) < 1.2 ? 0.55 : 1.0;
    float open = mix(under, 1.0, smoothstep(DECK_Y - 0.2, DECK_Y + 0.05, world_position.y));
    vec3 c = shade(wood, 0.10 + 0.90 * wet, world_position, n, open, lamp_a, lamp_b);
    color = vec4(c, 1.0);
}
