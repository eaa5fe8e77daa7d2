// A far, low shore all round: dark on dark, so that ahead and behind differ. It hides the water before
// that is thinner than a pixel, whose middle would then lie beyond it, where nothing is known.
#include "lantern/world.glsl"
#include "lib/film.glsl"
#include "lib/quick_noise.glsl"

out vec3 light;

void main() {
    float turn = in_uv.x;
    float a = 6.2831853 * turn;
    vec2 bearing = vec2(cos(a), sin(a));
    vec2 q = bearing * 2.1;
    float hill = 0.5 + 0.5 * noise(q + 3.0) + 0.22 * noise(q * 3.3 + 8.0) + 0.07 * quick_noise(bearing * 26.0);
    float rise = max(hill - 0.10, 0.12) * 17.7;
    vec3 p = vec3(bearing.x * 500.0, in_uv.y * rise, bearing.y * 500.0);
    // The air between takes its foot.
    light = as_shown(night(0.0, bearing) * mix(0.74, 0.50, smoothstep(0.0, 0.8, in_uv.y)));
    world_position = p;
    gl_Position = clip_from_world * vec4(p, 1.0);
}
