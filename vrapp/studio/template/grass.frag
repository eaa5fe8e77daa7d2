#include "@NAME@/world.glsl"

in vec3 base_light;

void main() {
    vec3 green = mix(vec3(0.050, 0.095, 0.040), vec3(0.210, 0.235, 0.090), uv.y * (0.5 + 0.5 * instance_random.x));
    color = vec4(through_air(green * base_light, world_position), 1.0);
}
