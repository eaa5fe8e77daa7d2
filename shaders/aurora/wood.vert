// Spruces along the far shore and on both arms of the cove, as flat shapes turned to the seat:
// tiers of boughs, narrow as northern trees are. Those of the far shore are blades of few tiers, two
// metres high, by which they are known here.
#include "aurora/world.glsl"

flat out vec3 tint;
out vec3 air;
out float up;
out float across;

void main() {
    vec4 r = in_random;
    int i = instance_id;
    vec2 root;
    float tall;
    bool across_lake = 2.0 * abs(in_position.x) + in_position.y > 1.5;
    if (across_lake) {
        float a = 2.5 * (r.x - 0.5);
        float far = 300.0 + 120.0 * r.y * r.y + 30.0 * sin(a * 5.0);
        root = far * vec2(sin(a), -cos(a));
        tall = 7.0 + 8.0 * r.z;
    } else {  // both arms and the land behind
        float a = 1.25 + 3.78 * r.x;
        float far = 28.0 + 230.0 * r.y * r.y;
        root = far * vec2(sin(a), -cos(a));
        float d = inland(root);
        if (d < 5.0) root.y += (6.0 - d) / 0.62;
        tall = 3.5 + 8.5 * r.z * r.z + 1.5 * r.w;
    }
    float t = in_uv.y;
    float row = floor(t * (across_lake ? 3.0 : 7.0) + 0.5);
    float jag = mod(row, 2.0) < 0.5 ? 1.0 : 0.66;
    float side = sign(in_position.x);
    float half_width = tall * (0.115 + 0.060 * r.w) * (1.0 - t) * jag * (0.70 + 0.60 * hash_scalar(ivec2(3 * i + int(side), int(row))));
    vec2 out_dir = normalize(root);
    float y = (across_lake ? -0.3 : snow_height(root) - 0.3) + tall * t;
    if (jag > 0.9 && t > 0.01 && t < 0.99) y -= 0.025 * tall;  // boughs droop
    world_position = vec3(root.x - out_dir.y * side * half_width, y, root.y + out_dir.x * side * half_width);
    normal = vec3(-out_dir.x, 0.3, -out_dir.y);
    up = t;
    across = side;
    tint = vec3(r.w, jag, r.z);
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
