// Open water behind everything: a ball about the eye, so smooth that its corners are enough. It ends
// where the surface of the sea hides it above, and the sand below.
#include "reef/world.glsl"
#include "reef/rays.glsl"
#include "lib/film.glsl"

centroid out vec3 paint;
centroid out vec3 lighter;   // what rays add
centroid out float turns;    // round the sun

void main() {
    vec3 ray = in_normal;
    ray.xz = vec2(-0.8303 * ray.x - 0.5573 * ray.z, -0.5573 * ray.x + 0.8303 * ray.z);  // the seam lies away from the sun
    float rise = clamp(ray.y, -0.44, 0.36);
    if (ray.y != rise) ray = vec3(sqrt(1.0 - rise * rise) * normalize(ray.xz + vec2(0.0, 1e-5)), rise).xzy;
    vec2 rays = rays_at(ray, in_uv.x < 0.001 ? -1.0 : in_uv.x > 0.999 ? 1.0 : 0.0);
    turns = rays.x;
    vec3 light = water_light(ray);
    paint = as_shown(light);
    lighter = as_shown(light + ray_light() * rays.y) - paint;
    world_position = eye_position.xyz + 350.0 * ray;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
