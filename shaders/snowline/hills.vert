#include "snowline/range.glsl"

out vec3 dark;       // as they are shown without air: wood, snow on it, open slopes
out vec3 pale;
out vec3 open_snow;

void main() {
    land(instance_id);
    float a = shape.x;
    vec3 inward = vec3(-sin(a), 0.0, cos(a));
    vec3 light = day_light(normalize(inward * 0.8 + vec3(0.0, 0.75, 0.0)), 0.15 + 0.75 * (0.5 + 0.5 * dot(inward.xz, SUN_LEVEL)));
    dark = as_shown(vec3(0.060, 0.088, 0.105) * light);
    pale = as_shown(vec3(0.34, 0.37, 0.42) * light);
    open_snow = as_shown(vec3(0.78, 0.82, 0.88) * light);
}
