#include "bay/world.glsl"
in vec2 corner;
flat in float strength;

void main() {
    float r2 = dot(corner, corner);
    float fall = max(0.0, 1.0 - r2);
    vec3 view = normalize(eye_position.xyz - world_position);
    float body = 1.0 - 0.75 * fresnel(view.y, 0.02);
    color = vec4(LAMP * fall * fall * strength * body, 0.0);
}
