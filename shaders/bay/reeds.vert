// Reeds: clumps near the jetty. They bow and sway with the breeze.
#include "bay/solid.glsl"

centroid out vec3 leaf;

void main() {
    int i = instance_id;
    vec4 r = in_random;
    // Where: three clumps by number.
    vec2 gauss = vec2(r.x + fract(r.x * 13.7) - 1.0, r.y + fract(r.y * 17.3) - 1.0);
    vec2 root = i < 110 ? vec2(-2.75, -2.1) + gauss * vec2(0.75, 0.95)
              : i < 170 ? vec2(-4.6, -0.2) + gauss * vec2(0.8, 1.1) : vec2(3.9, 3.6) + gauss * vec2(1.0, 1.5);
    float tall = 0.75 + 0.5 * r.z;
    float t = in_uv.y;
    float length_m = 1.55 * tall;
    float a = 6.2831853 * r.w;
    vec2 lean_dir = vec2(cos(a), sin(a));
    float lean = 0.10 + 0.42 * fract(r.w * 7.7) * fract(r.z * 5.3 + 0.2);
    float sway = (0.018 + 0.050 * ripple) * sin(time_s * (0.55 + 0.25 * r.x) + root.x * 1.3 + root.y + 3.0 * r.y);
    vec2 bend = lean_dir * lean * t * t + vec2(0.8, 0.4) * sway * t * t;
    float drop = 0.5 * dot(bend, bend);
    vec3 spine = vec3(root.x + bend.x * length_m, -0.35 + t * length_m * (1.0 - drop), root.y + bend.y * length_m);
    // The leaf turns its face somewhat to the seat, tapering to a tip.
    float face = a * 0.5 + atan(root.x, -root.y);
    vec2 across = vec2(cos(face), sin(face));
    float width = in_position.x * (1.0 - 0.92 * t * t);
    world_position = spine + vec3(across.x, 0.0, across.y) * width;
    vec3 n = normalize(vec3(-across.y, 0.35 + bend.x, across.x));
    if (dot(n, eye_position.xyz - world_position) < 0.0) n = -n;
    leaf = mix(vec3(0.105, 0.125, 0.060), vec3(0.235, 0.185, 0.105), smoothstep(0.3, 0.9, r.z) * 0.8 + 0.2 * t);
    leaf *= 0.55 + 0.6 * t;
    vec3 through = evening_light(-n) * vec3(1.0, 0.95, 0.55);
    leaf *= evening_light(n) * 0.92 + 0.55 * through + lantern_light(world_position, n, lamp_of(0), lamp_of(1));
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(root)), 1.0);
    world_position.y -= mirrored * water_level(length(root));  // the mirrored pass cuts it off at the water
}
