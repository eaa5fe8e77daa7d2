#include "reef/world.glsl"
#include "reef/shown.glsl"

void main() {
    color = vec4(shown(vec3(0.26, 0.22, 0.075)), 1.0);
}
