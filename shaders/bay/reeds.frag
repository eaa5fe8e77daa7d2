// Straw and green, thin enough to glow against the light behind.
#include "bay/solid.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
flat in float tint;

void main() {
    if (mirrored > 0.5 && world_position.y < water_level(3.0)) discard;
    vec3 n = normalize(normal);
    vec3 view = normalize(eye_position.xyz - world_position);
    if (dot(n, view) < 0.0) n = -n;
    vec3 leaf = mix(vec3(0.105, 0.125, 0.060), vec3(0.235, 0.185, 0.105), smoothstep(0.3, 0.9, tint) * 0.8 + 0.2 * uv.y);
    leaf *= 0.55 + 0.6 * uv.y;
    float vein = abs(uv.x - 0.5) * 2.0;
    vec3 through = evening_light(-n) * vec3(1.0, 0.95, 0.55);
    vec3 c = leaf * (evening_light(n) * (0.85 + 0.15 * vein) + 0.55 * through + lantern_light(world_position, n, lamp_a, lamp_b));
    color = vec4(c, 1.0);
}
