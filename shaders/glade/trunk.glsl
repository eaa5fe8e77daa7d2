// A great trunk: the half of it that the seat can see, from the roots into the leaves.
#include "glade/tree.glsl"

centroid out vec2 at;         // metres round, metres up
centroid out vec3 crack;      // as they are shown: the bark's cracks and plates, moss, lichen
centroid out vec3 plate;
centroid out vec3 moss;
centroid out vec3 lichen;
centroid out vec4 taste;      // x: how much moss likes it, y: how its relief takes the light, zw: bark_kept
flat out float seed;

void trunk(vec4 tree) {
    seed = tree.w;
    float y = 21.0 * in_uv.y * in_uv.y * (0.25 + 0.75 * in_uv.y);
    float a = atan(-tree.y, -tree.x) + (in_uv.x - 0.5) * 3.7;
    // Roots: lobes that run out into the ground.
    float lobe = 0.5 + 0.5 * cos(5.0 * a + 2.0 * seed) * (0.7 + 0.3 * cos(2.0 * a + seed));
    float flare = exp2(-y * 3.2);
    float r = girth(tree, y) * (1.0 + flare * (0.35 + 0.95 * lobe) + 0.05 * cos(3.0 * a + seed + 0.5 * y) + 0.03 * sin(7.0 * a + 1.3 * y));
    vec2 out_dir = vec2(cos(a), sin(a));
    vec2 p = stem(tree, y) + r * out_dir;
    world_position = vec3(p.x, floor_height(tree.xy) - 0.10 + y, p.y);
    float turn = flare * 1.4 * sin(5.0 * a + 2.0 * seed);
    vec2 side = vec2(-out_dir.y, out_dir.x);
    normal = normalize(vec3(out_dir + 0.6 * side * turn, 0.9 * flare).xzy);
    at = vec2((in_uv.x - 0.5) * 3.7 * tree.z, y);
    vec4 air = air_to(world_position);
    vec3 light = glade_light(normal, 0.35 + 0.65 * smoothstep(-0.1, 0.7, y), sun_reaches(world_position)) * (1.0 - air.a);
    vec3 haze = air.rgb * air.a;
    crack = as_shown(vec3(0.036, 0.029, 0.025) * light + haze);
    plate = as_shown(vec3(0.150, 0.126, 0.106) * light + haze);
    moss = as_shown(vec3(0.060, 0.088, 0.020) * light + haze);
    lichen = as_shown(vec3(0.165, 0.180, 0.150) * light + haze);
    float facing = dot(normal, SUN);
    taste = vec4(0.42 - 0.36 * y - 0.30 * facing, 0.12 * dot(side, SUN.xz), bark_kept(world_position - eye_position.xyz, normal));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
