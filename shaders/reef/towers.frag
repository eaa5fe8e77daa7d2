// Far rock, of which water leaves little more than the shape.
#include "reef/world.glsl"
#include "reef/shown.glsl"
#include "reef/waves.glsl"

in vec2 drawn;
in vec3 crust;

void main() {
    vec2 at = clamp(drawn, -200.0, 200.0);
    vec2 d = swing(mat2(0.83, 0.52, -0.46, 0.71) * at + 0.30 * swing(at.yx * vec2(0.47, 0.39)));
    color = vec4(shown(crust * (1.0 + 0.28 * d.x * d.y)), 1.0);
}
