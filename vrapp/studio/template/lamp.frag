// A globe of paper with a light in it: brightest low in the middle, softer to its rim.
#include "@NAME@/world.glsl"

void main() {
    vec3 n = normalize(normal);
    vec3 view = normalize(eye_position.xyz - world_position);
    float facing = max(dot(n, view), 0.0);
    float flame = exp2(-1.6 * (n.y + 0.25) * (n.y + 0.25)) * facing;
    vec3 c = mix(LAMP, vec3(1.0, 0.68, 0.32), flame) * lamp_power() * (0.45 + 1.15 * flame);
    color = vec4(c + 0.02 * light_at(world_position, n), 1.0);
}
