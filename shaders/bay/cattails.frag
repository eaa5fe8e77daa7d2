#include "bay/solid.glsl"
#include "lib/filter.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in float stem;

void main() {
    if (mirrored > 0.5 && world_position.y < water_level(3.0)) discard;
    vec3 c = stem > 0.72 && stem < 0.94 ? vec3(0.105, 0.064, 0.043) : vec3(0.150, 0.150, 0.080);
    color = vec4(shade(c, 0.15, world_position, normalize(normal), 1.0, lamp_a, lamp_b), 1.0);
}
