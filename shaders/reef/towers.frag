// Far rock, of which water leaves little more than the shape.
#include "reef/waves.glsl"

centroid in vec2 drawn;
centroid in vec3 paint;
centroid in vec3 relief;

void main() {
    vec2 d = swing(mat2(0.83, 0.52, -0.46, 0.71) * drawn + 0.30 * swing(drawn.yx * vec2(0.47, 0.39)));
    color = vec4(paint + relief * (d.x * d.y), 1.0);
}
