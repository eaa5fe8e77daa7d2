// White coral sand in ripples, and light on it.
#include "reef/waves.glsl"
#include "reef/caustics.glsl"

centroid in vec3 paint;
centroid in vec3 more_sun;
centroid in vec4 ground;
centroid in vec4 net;
centroid in float slack;

void main() {
    vec2 p = world_position.xz;
    float ripple = swing(ground.x + 0.08 * swing(ground.x)) * ground.y;
    vec2 turn = swing(p.yx * vec2(2.9, 3.3) + ground.x);
    vec2 grains = swing(mat2(7.1, 3.2, -3.9, 6.3) * p + 0.45 * turn);
    // A side of a ripple that leans to the sun has more of it.
    float sun = sun_lines(net, slack, ground.w) + 0.09 * ripple;
    color = vec4((paint + more_sun * sun) * (1.0 + 0.055 * ripple + 0.55 * grains.x * grains.y * ground.z), 1.0);
}
