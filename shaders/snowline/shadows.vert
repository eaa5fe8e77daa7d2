// Shadows of what stands near: strips on the snow, from the foot of a thing away from the sun.
// 0-8 posts, 9-12 boulders, 13-24 spruces; in_offset is the top of the thing that throws it.
#include "snowline/world.glsl"

out vec2 at;         // x: -1..1 across, y: 0 foot .. 1 tip
flat out vec3 dark;
flat out float kind;

void main() {
    int i = instance_id;
    kind = i < 9 ? 0.0 : i < 13 ? 1.0 : 2.0;
    float ground = snow_lie(in_offset.xz);
    float tall = max(in_offset.y - ground, 0.1);
    // As long as the sun is low, but snow climbs: seven tenths of what a plain would show.
    float far = tall / 0.231 * (i < 13 ? 1.0 : 0.72);
    float wide = i < 9 ? 0.075 : i < 13 ? 0.50 : 0.30 * tall;
    at = vec2(in_position.x * 2.0, in_position.z + 0.5);
    vec2 way = -SUN_LEVEL;
    vec2 p = in_offset.xz + way * (at.y * far - 0.1) + vec2(-way.y, way.x) * at.x * wide * 1.35;
    world_position = vec3(p.x, snow_height(p) + 0.004, p.y);
    vec3 shaded = SNOW * day_light(vec3(0.0, 1.0, 0.0), 0.0);
    dark = through_air(shaded, distance(in_offset, eye_position.xyz), air_light(in_offset));
    vec4 clip = clip_from_world * vec4(world_position, 1.0);
    clip.z -= 0.0012 * clip.w + 0.012;   // it lies on the snow, whose own triangles differ a little
    gl_Position = clip;
}
