#include "snowline/solid.glsl"

void main() {
    color = vec4(shade(SNOW, normalize(normal), 1.0, 1.0, 0.9), 1.0);
}
