// A fallen mossy trunk ahead to the right: its side, then the broken end inwards.
#include "glade/log.glsl"

centroid out vec3 at;         // metres along, metres round, 0 side .. 1 the middle of the end
centroid out vec4 air;
centroid out float lit;

void main() {
    vec3 axis = normalize(LOG_TO - LOG_FROM);
    vec3 right = normalize(cross(axis, vec3(0.0, 1.0, 0.0)));
    vec3 up = cross(right, axis);
    float a = 6.2831853 * (in_uv.x + 0.5);      // the seam lies underneath
    float row = in_uv.y * 40.0;
    float cap = clamp((4.0 - row) / 4.0, 0.0, 1.0);
    float t = max(row - 4.0, 0.0) / 36.0;
    t = t * t * (1.6 - 0.6 * t);
    float x = t * length(LOG_TO - LOG_FROM);
    float r = LOG_RADIUS * (1.0 - 0.10 * t + 0.06 * cos(3.0 * a + 1.0 + 0.5 * x) + 0.05 * noise(vec2(2.0 * cos(a) + 9.0, 2.2 * x + sin(a))));
    float ragged = 0.030 * noise_1d(a * 2.2) + 0.020 * noise_1d(a * 5.7);
    vec3 out_dir = up * cos(a) + right * sin(a);
    vec3 p = log_middle(t) + axis * (ragged * (1.0 - smoothstep(0.0, 0.12, t)));
    p += out_dir * (r * (1.0 - cap)) + axis * (0.10 * cap * (2.0 - cap));
    world_position = p;
    normal = normalize(mix(out_dir, -axis, smoothstep(0.0, 0.3, cap)));
    at = vec3(x, (in_uv.x - 0.5) * 1.7, cap);
    air = air_to(p);
    lit = sun_reaches(p);
    gl_Position = clip_from_world * vec4(p, 1.0);
}
