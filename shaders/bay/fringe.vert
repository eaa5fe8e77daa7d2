// Reeds along the shore behind the seat, six an instance: each face of a box is drawn out to a leaf.
#include "bay/world.glsl"

centroid out vec3 leaf;

void main() {
    float face = dot(abs(in_normal), vec3(0.0, 2.0, 4.0)) + step(0.0, dot(in_normal, vec3(1.0)));
    vec4 r = fract(in_random * (1.0 + 12.0 * face));
    vec2 gauss = vec2(r.x + fract(r.x * 13.7) - 1.0, r.y + fract(r.y * 17.3) - 1.0);
    float x = 64.0 * (r.x - 0.5) + 2.0 * gauss.y;
    if (abs(x) < 1.5) x += 3.4 * sign(x);
    vec2 root = vec2(x, shore_z(x) - 0.55 + 0.9 * gauss.x);
    float up = in_uv.y;
    float length_m = (0.75 + 0.5 * r.z) * 1.78;
    float a = 6.2831853 * r.w;
    vec2 lean_dir = vec2(cos(a), sin(a));
    float lean = 0.06 + 0.30 * fract(r.w * 7.7) * fract(r.z * 5.3 + 0.2);
    float sway = (0.012 + 0.034 * ripple) * sin(time_s * (0.55 + 0.25 * r.x) + root.x * 1.3 + root.y + 3.0 * r.y);
    vec2 bend = (lean_dir * lean + vec2(0.8, 0.4) * sway) * up * length_m;
    // Turned to the seat, tapering to a tip.
    float width = (in_uv.x - 0.5) * 0.030 * (1.0 - 0.85 * up);
    vec2 across = vec2(root.y, -root.x) * inversesqrt(dot(root, root));
    world_position = vec3(root.x + bend.x, -0.35 + up * length_m, root.y + bend.y) + vec3(across.x, 0.0, across.y) * width;
    vec3 n = vec3(sin(a), 0.35, cos(a));
    leaf = mix(vec3(0.105, 0.125, 0.060), vec3(0.235, 0.185, 0.105), smoothstep(0.3, 0.9, r.z) * 0.8 + 0.2 * up);
    leaf *= (0.55 + 0.6 * up) * (0.92 * evening_light(n) + 0.55 * vec3(1.0, 0.95, 0.55) * evening_light(-n));
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(root)), 1.0);
    world_position.y -= mirrored * water_level(length(root));  // the mirrored pass cuts it off at the water
}
