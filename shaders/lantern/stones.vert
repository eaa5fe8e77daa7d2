// Flat stones: the one you sit on, and a few that lead into the water.
#include "lantern/world.glsl"
#include "lib/film.glsl"
#include "lib/quick_noise.glsl"

out vec2 grain_at;
out float above;
out vec3 shown;

const vec4 PLACES[8] = vec4[8](            // x, z, half width, half height (metres)
    vec4( 0.05,  0.40, 1.05, 0.22), vec4(-1.30, -0.85, 0.46, 0.13), vec4( 1.22, -1.25, 0.36, 0.11),
    vec4(-0.80, -1.72, 0.21, 0.07), vec4( 2.05, -0.35, 0.52, 0.17), vec4(-2.02, -2.60, 0.17, 0.08),
    vec4( 0.70, -2.05, 0.13, 0.045), vec4(-2.45,  0.40, 0.80, 0.30));

float bump(vec3 n, float seed) {
    return 0.11 * quick_noise(n.xz * 1.7 + seed) + 0.05 * quick_noise(n.zy * 3.1 + n.xx + seed);
}

void main() {
    vec4 place = PLACES[instance_id];
    float seed = 7.3 * float(instance_id);
    // Of the sphere only what the water leaves, its rings drawn up over that.
    float up = mix(-0.15, 1.0, 0.5 + 0.5 * in_position.y);
    vec2 out_from = in_position.xz * inversesqrt(max(dot(in_position.xz, in_position.xz), 1e-8));
    vec3 n = vec3(out_from * sqrt(1.0 - up * up), up).xzy;
    // Squared a little: a stone is flat on top and steep at its sides.
    vec3 q = n / pow(dot(n * n * n, n * n * n), 0.1);
    float a = 2.4 * float(instance_id);
    vec3 size = vec3(place.z, place.w, place.z * (0.78 + 0.2 * fract(0.37 * seed)));
    vec3 p = q * size * (1.0 + bump(n, seed));
    grain_at = mat2(0.8, 0.6, -0.6, 0.8) * ((p.xz + seed) * 17.0 + (p.y + seed) * 9.0);
    vec3 m = normalize(mix(n, n * n * n, 0.6) / size);
    m.xz += 0.11 * quick_noise_with_slope(n.xz * 2.2 + seed).yz;
    mat2 turned = mat2(cos(a), sin(a), -sin(a), cos(a));
    p.xz = turned * p.xz;
    m.xz = turned * m.xz;
    world_position = p + vec3(place.x, 0.0, place.y);
    above = world_position.y;
    m = normalize(m);
    // Light of the lantern, of the night, and the lantern's mirrored by a wet face.
    vec3 warm = lamp_on(world_position, m) * 2.4;
    vec3 cool = night(0.15, m.xz) * (1.0 + 1.2 * m.y) * vec3(0.97, 1.0, 1.06);
    vec3 view = normalize(eye_position.xyz - world_position);
    float h = max(dot(m, normalize(view + normalize(middle() - world_position))), 0.0);
    h *= h;
    h *= h;
    h *= h;
    vec3 sheen = lamp_color() * (flame() * h * h);
    shown = as_shown(0.108 * (warm + cool) + 0.014 * sheen);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
