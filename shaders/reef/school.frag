#include "reef/world.glsl"
#include "reef/shown.glsl"

in vec2 body;
flat in float light;

void main() {
    float up = clamp(body.y, 0.0, 1.0);
    vec3 albedo = mix(vec3(0.78, 0.84, 0.84), vec3(0.10, 0.26, 0.40), smoothstep(0.32, 0.78, up));
    float line = 1.0 - abs(2.0 * up - 1.0);
    vec3 shine = vec3(0.10, 0.42, 0.60) * (alive() * 0.22 * line * line);
    color = vec4(shown(albedo * light, shine), 1.0);
}
