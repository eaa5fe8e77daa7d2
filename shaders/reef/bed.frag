// White coral sand in ripples, and light on it.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/caustics.glsl"

in vec3 shaded;
in vec3 sunned;
in vec3 ground;
in float pixel;
in vec3 veil;
in vec4 net;
in float slack;

void main() {
    vec2 p = world_position.xz;
    float shown = clamp(2.0 - 22.0 * pixel, 0.0, 1.0);   // none where a pixel is wider than half a ripple
    float ripple = swing(ground.x + 0.08 * swing(ground.x)) * (ground.y * shown);
    vec2 turn = swing(p.yx * vec2(2.9, 3.3) + ground.x);
    vec2 grains = swing(mat2(7.1, 3.2, -3.9, 6.3) * p + 0.45 * turn);
    float grain = grains.x * grains.y * (ground.z * clamp(2.0 - 36.0 * pixel, 0.0, 1.0));
    // Bounds: see reef/shown.glsl.
    float light = clamp(caustics(net, slack, pixel) * (1.0 + 0.20 * ripple), 0.0, 4.0);
    float relief = clamp(1.0 + 0.10 * ripple + grain, 0.4, 1.6);
    vec3 c = clamp(shaded, 0.0, 0.4) + clamp(sunned, 0.0, 1.0) * light;
    color = vec4(c * relief + clamp(veil, 0.0, 0.8), 1.0);
}
