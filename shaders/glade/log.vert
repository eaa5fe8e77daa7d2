// A fallen mossy trunk ahead to the right: its side, then the broken end inwards.
#include "glade/log.glsl"

centroid out vec3 at;         // metres along, metres round, 0 side .. 1 the middle of the end
centroid out vec3 crack;      // as they are shown: bark's cracks and plates, or old wood at the end; moss
centroid out vec3 plate;
centroid out vec3 mossy;
centroid out vec4 taste;      // x: how much moss likes it, y: how its relief takes the light, zw: bark_kept

void main() {
    vec3 axis = normalize(LOG_TO - LOG_FROM);
    vec3 right = normalize(cross(axis, vec3(0.0, 1.0, 0.0)));
    vec3 up = cross(right, axis);
    float a = 6.2831853 * (in_uv.x + 0.5);      // the seam lies underneath
    float row = in_uv.y * 22.0;
    float cap = clamp(1.0 - row / 3.0, 0.0, 1.0);
    float t = max(row - 3.0, 0.0) / 19.0;
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
    vec4 air = air_to(p);
    float lit = sun_reaches(p);
    float open = 0.45 + 0.55 * smoothstep(-0.8, 0.5, normal.y);
    vec3 light = glade_light(normal, open, lit) * (1.0 - air.a);
    vec3 rim = backlit(normal, normalize(p - eye_position.xyz), lit) * (open * (1.0 - air.a));
    vec3 haze = air.rgb * air.a;
    // Old wood at the broken end, dark in its middle.
    vec3 wood = vec3(0.150, 0.100, 0.060) * mix(1.0, 0.22, smoothstep(0.25, 0.85, cap));
    float broken = smoothstep(0.02, 0.12, cap);
    crack = as_shown(mix(vec3(0.040, 0.031, 0.026), 0.5 * wood, broken) * light + haze);
    plate = as_shown(mix(vec3(0.135, 0.105, 0.082), wood, broken) * light + haze);
    mossy = as_shown(vec3(0.072, 0.105, 0.024) * light + rim + haze);
    taste = vec4(1.25 * normal.y - 0.30 - 2.0 * cap, 0.10 * dot(vec3(0.6, 0.3, 0.7), SUN), bark_kept(p - eye_position.xyz, normal));
    gl_Position = clip_from_world * vec4(p, 1.0);
}
