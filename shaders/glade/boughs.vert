// Boughs of the great trees: thin bent tubes, the half that the seat sees from below.
#include "glade/tree.glsl"

centroid out vec3 shade;   // a sliver's edge must not guess beyond it

void main() {
    Bough b = bough_of(instance_id);
    float t = in_uv.y;
    vec3 mid = along(b, t);
    vec3 ahead = normalize(along(b, t + 0.05) - mid);
    vec3 to_eye = normalize(eye_position.xyz - mid);
    vec3 right = normalize(cross(ahead, to_eye));
    float a = (in_uv.x - 0.5) * 3.1415927;
    normal = right * sin(a) + normalize(cross(right, ahead)) * cos(a);
    normal *= sign(dot(normal, to_eye) + 1e-3 + 0.01);
    float r = b.thick_m * (1.0 - 0.86 * t);
    world_position = mid + (right * sin(a) + to_eye * cos(a)) * r;
    normal = normalize(right * sin(a) + to_eye * cos(a));
    vec3 c = vec3(0.070, 0.058, 0.050) * glade_light(normal, 0.6, 0.25);
    shade = in_air(c, air_to(world_position));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
