// Mist that lies in the valley, in curtains one behind the other: it rises and spreads as the lungs
// fill and sinks back to the stream as they empty.
#include "snowline/world.glsl"

out vec3 at;         // x: metres along, y: 0 foot .. 1 top, z: 1 within .. 0 at the curtain's ends
flat out vec2 depth;      // x: which curtain, y: how much of all it hides
out vec3 light;

void main() {
    float k = float(instance_id);
    // Curtains lie one behind the other: what all of them hide together grows evenly with the
    // breath, so that no part of it comes at once.
    depth = vec2(k, (1.0 - pow(1.0 - 0.02 - 0.78 * mist, 0.84)) * (1.0 - 0.15 * k));
    float z = -150.0 + 36.0 * k;                // far ones first
    float wide = 150.0 - 27.0 * k;
    float x = (in_uv.x - 0.5) * 2.0 * wide;
    float middle = valley_x(z);
    float foot = snow_height(vec2(middle, z)) - 2.0;
    float tall = (20.0 + 16.0 * mist) * (1.0 - 0.22 * k) + (1.0 + mist) * noise_1d(x * 0.03 + 0.02 * time_s + 9.0 * k);
    world_position = vec3(middle + x, foot + tall * in_uv.y, z + 0.0006 * x * x);
    at = vec3(x, in_uv.y, smoothstep(1.0, 0.55, abs(x) / wide));
    vec3 to = normalize(world_position - eye_position.xyz);
    float towards = 0.5 + 0.5 * dot(to.xz, SUN_LEVEL);
    light = day_sky(vec3(to.x, 0.03, to.z)) * 0.92 + sun_color() * (0.26 + 0.22 * towards * towards);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
