#include "bay/world.glsl"
in vec2 corner;
flat in float strength;

void main() {
    float r2 = dot(corner, corner);
    float fall = max(0.0, 1.0 - r2);
    float light = fall * fall * (0.25 + 0.75 / (1.0 + 26.0 * r2));
    color = vec4(LAMP * light * strength, 0.0);
}
