#include "bay/solid.glsl"
#include "lib/filter.glsl"

in vec3 local;
flat in int part;

void main() {
    vec3 n = normalize(normal);
    float d = distance(world_position, eye_position.xyz);
    vec3 c;
    if (part == 3 || part == 4) {
        // Panes and a cross of muntins, brighter low where the lamp stands.
        vec2 q = abs(local.xy);
        float px = max(fwidth(local.x), 0.004);
        float bar = smoothstep(0.035 - px, 0.035 + px, min(q.x, abs(local.y - 0.12))) * smoothstep(px, -px, max(q.x, q.y) - 0.46);
        c = mix(vec3(0.035, 0.025, 0.02), vec3(1.05, 0.56, 0.19) * (1.15 - 0.6 * length(local.xy + vec2(0.1, 0.2))), bar) * breath_light();
    } else {
        float boards = part == 1 ? local.z * 22.0 : world_position.x * 4.2;
        float seam = (1.0 - smoothstep(0.0, 0.10, abs(fract(boards) - 0.5))) * band_kept(4.2, fwidth(world_position.x) + fwidth(local.z) * 5.0);
        vec3 wood = part == 1 ? vec3(0.085, 0.080, 0.088) : part == 2 ? vec3(0.14, 0.11, 0.10) : part == 5 ? vec3(0.10, 0.075, 0.06) : vec3(0.150, 0.110, 0.090);
        c = wood * (1.0 - 0.35 * seam) * evening_light(n) * (part == 0 ? 0.55 + 0.45 * smoothstep(0.5, -0.5, local.y) : 1.0);
        // The windows light the wall round them.
        c += wood * LAMP * 0.35 * exp2(-3.0 * dot(local.xy, local.xy)) * float(part == 0 && n.z < -0.3);
    }
    color = vec4(through_air(c, world_position, d, air_light(world_position)), 1.0);
}
