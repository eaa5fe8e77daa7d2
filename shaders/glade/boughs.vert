// Boughs of the great trees: ribbons that face the eye, lit as if round: brighter above.
#include "glade/tree.glsl"

centroid out vec3 shade;   // a sliver's edge must not guess beyond it

void main() {
    Bough b = bough_of(instance_id);
    float t = in_uv.x;
    vec3 mid = along(b, t);
    vec3 to_eye = normalize(eye_position.xyz - mid);
    vec3 across = normalize(cross(b.way + vec3(0.0, b.rise - 0.92 * t, 0.0), to_eye));
    float side = 2.0 * in_uv.y - 1.0;
    world_position = mid + across * (side * b.thick_m * (1.0 - 0.86 * t));
    normal = normalize(to_eye + 1.4 * side * across);
    shade = as_shown(in_air(vec3(0.070, 0.058, 0.050) * glade_light(normal, 0.6, 0.25), clear_air_to(mid)));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
