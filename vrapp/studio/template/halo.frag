// Light that the moist air about the lamp gives back: more of it, the less clear the air is.
#include "@NAME@/world.glsl"

in vec2 corner;

void main() {
    float r2 = dot(corner, corner);
    float fall = max(0.0, 1.0 - r2);
    float glow = fall * fall * (0.2 + 0.8 / (1.0 + 30.0 * r2));
    color = vec4(LAMP * glow * lamp_power() * mix(0.36, 0.20, clearness), 0.0);
}
