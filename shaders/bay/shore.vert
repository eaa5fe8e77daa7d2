// Land behind the seat. `at` says which strip: 0 is the bank that rises out of the water, 1..3 are rows of trees,
// each a strip whose upper edge is cut to crowns and tips.
#include "bay/world.glsl"

out vec3 air;
out vec3 strip;      // x: metres along, y: 0 foot .. 1 top, z: local height in metres
flat out int row;

// Outline of a row of trees in metres at `x` (metres along): round crowns and pointed firs.
float crowns(float x, float spacing, float tallest, int seed) {
    float u = x / spacing;
    float top = 0.0;
    for (int i = -1; i <= 1; ++i) {
        int cell = int(floor(u)) + i;
        vec2 r = hash_cell(ivec2(cell, seed));
        float kind = hash_scalar(ivec2(cell, seed + 9));
        float d = abs(u - (float(cell) + 0.25 + 0.5 * r.x)) / (0.62 + 0.25 * r.y);
        float tall = tallest * (0.55 + 0.45 * r.y);
        float fir = 1.25 * (1.0 - 1.35 * d);
        float round = 0.85 * sqrt(max(0.0, 1.0 - d * d));
        top = max(top, tall * (kind > 0.55 ? fir : round));
    }
    return top;
}

void main() {
    row = int(in_offset.x + 0.5);
    float u = in_uv.x * 2.0 - 1.0;
    float x = 150.0 * u * (0.22 + 0.78 * u * u);
    float z = shore_z(x);
    float v = in_uv.y;
    float y;
    float height = 0.0;
    if (row == 0) {
        height = 1.15 + 0.35 * noise(vec2(x * 0.13, 2.0));
        y = mix(-0.35, height, v * (1.35 - 0.35 * v));
        z += 9.5 * v;
    } else {
        float back = row == 1 ? 9.5 : row == 2 ? 15.0 : 24.0;
        z += back + 1.4 * sin(x * 0.17 + float(row));
        height = crowns(x + 31.0 * float(row), row == 1 ? 2.3 : row == 2 ? 3.1 : 4.2, row == 1 ? 3.4 : row == 2 ? 6.8 : 9.5, row * 17);
        // A clearing round the house, where the jetty comes ashore.
        float open = smoothstep(1.5, 6.5, abs(x + 2.6));
        height *= row == 1 ? 0.14 + 0.86 * open : row == 2 ? 0.40 + 0.60 * smoothstep(3.0, 10.0, abs(x + 5.0)) : 1.0;
        height += 0.35 * noise(vec2(x * 2.7, float(row))) + 0.22 * noise(vec2(x * 7.9, float(row)));
        height = max(height, 0.25);
        y = mix(0.3, 1.0 + height, v);
    }
    world_position = vec3(x, y, z);
    strip = vec3(x, v, height);
    air = air_light(world_position);
    gl_Position = clip_from_world * vec4(for_pass(world_position, length(world_position.xz)), 1.0);
}
