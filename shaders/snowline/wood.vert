// Spruces on both slopes and behind, as flat shapes turned to the seat.
#include "snowline/world.glsl"

flat out vec2 seed;
centroid out vec3 green;      // as they are shown: boughs, and snow on them
centroid out vec3 white;
centroid out float up;
centroid out float across;

void main() {
    vec4 r = in_random;
    int i = instance_id;
    // Ahead the valley stays open; the wood stands on its slopes and closes behind.
    float a = 0.34 + 2.8 * r.x;
    if (i % 2 == 0) a = -a + 0.02;
    float far = 33.0 + 225.0 * r.y * r.y + 9.0 * abs(sin(3.0 * a));
    vec2 root = far * vec2(sin(a), -cos(a));
    float tall = 4.0 + 8.0 * r.z * r.z + 2.0 * r.w + 0.012 * far;
    float t = in_uv.y;
    float row = floor(t * 10.0 + 0.5);
    float jag = mod(row, 2.0) < 0.5 ? 1.0 : 0.60;
    float side = sign(in_position.x);
    float half_width = tall * (0.125 + 0.050 * r.w) * (1.0 - t) * (1.12 - 0.12 * (1.0 - t)) * jag * (0.72 + 0.56 * hash_scalar(ivec2(3 * i + int(side), int(row))));
    vec2 out_dir = normalize(root);
    float y = snow_lie(root) - 0.35 + tall * t;
    if (jag > 0.9 && t > 0.01 && t < 0.99) y -= 0.026 * tall;
    world_position = vec3(root.x - out_dir.y * side * half_width, y, root.y + out_dir.x * side * half_width);
    normal = normalize(vec3(-out_dir.x, 0.35, -out_dir.y) + 0.85 * side * vec3(-out_dir.y, 0.0, out_dir.x));
    up = t;
    across = side;
    seed = 50.0 * r.wz;
    float lost = air_takes(distance(world_position, eye_position.xyz));
    vec3 light = day_light(normal, smoothstep(-0.15, 0.55, t + 0.5 * r.x - 0.15)) * ((0.62 + 0.38 * t) * (1.0 - lost));
    vec3 haze = air_light(world_position) * lost;
    green = as_shown(vec3(0.026, 0.060, 0.058) * light + haze);
    white = as_shown(SNOW * light + haze);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
