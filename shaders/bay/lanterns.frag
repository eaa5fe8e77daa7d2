// Light through paper: hottest low inside, ribs that darken it, a dim rim.
#include "bay/world.glsl"

in vec3 local;
flat in float power;

void main() {
    vec3 n = normalize(normal);
    vec3 view = normalize(eye_position.xyz - world_position);
    float facing = clamp(dot(n, view), 0.0, 1.0);
    float height = local.y;  // -1 bottom .. 1 top
    float flame = exp2(-2.2 * (height + 0.28) * (height + 0.28)) * (0.25 + 0.75 * facing * facing);
    float rib_at = height * 5.5;
    float fp = fwidth(rib_at);
    float rib = (1.0 - smoothstep(0.0, 0.16 + fp, abs(fract(rib_at) - 0.5))) * clamp(0.22 / max(fp, 0.1), 0.0, 1.0);
    float paper = 1.0 - 0.30 * rib;
    vec3 glow_color = mix(LAMP, vec3(1.0, 0.60, 0.22), flame);
    vec3 c = glow_color * power * (0.40 + 1.55 * flame) * paper;
    // Wooden base and cap.
    float wood = smoothstep(0.86, 0.90, abs(height));
    c = mix(c, vec3(0.05, 0.035, 0.025) + LAMP * 0.10 * power, wood);
    color = vec4(c, 1.0);
}
