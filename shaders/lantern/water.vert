// Still water: the night upside down, darker underfoot, paling into the horizon; on it the light of
// the lantern. The rings of the mesh lie round the lantern, where there is most to draw, and carry
// the heart-rate wave outward: a metre is two seconds ago. Beyond it they lie ever farther apart, as
// far as just behind the shore.
#include "lantern/world.glsl"
#include "lib/film.glsl"

out vec3 light;

vec3 mirrored_night(vec3 p, float d, float e, vec2 bearing) {
    float k = 1.0 - e;
    float mirrored_share = 0.10 + 0.66 * k * k * k;
    vec3 deep = vec3(0.0016, 0.0026, 0.0040);
    vec3 water = deep + night(e, bearing) * mirrored_share;
    return mix(water, night(0.0, bearing), smoothstep(60.0, 1400.0, d) * 0.85);
}

void main() {
    vec3 m = middle();
    float beyond = max(length(in_position.xz) - 4.6, 0.0) / 19.7;
    vec2 q = in_position.xz * (1.0 + 23.7 * beyond * beyond);
    vec3 p = vec3(q.x, 0.0, q.y - 3.8);
    vec3 to = p - eye_position.xyz;
    float far = length(to);
    float e = -to.y / far;
    light = mirrored_night(p, far, e, to.xz * inversesqrt(max(dot(to.xz, to.xz), 1e-6)));

    float d = length(p.xz - m.xz);
    float edge = max(0.0, 1.0 - d / 4.5);
    if (edge > 0.0) {
        // A pool that falls off as the square of the way to the lantern.
        float reach = m.y * mix(0.72, 1.15, glow) * mix(0.85, 1.25, halo);
        float ring = (heart_wave_ago(1.9 * d + 0.2) - 0.5) * smoothstep(0.15, 0.6, d);
        float pool = 0.085 * reach / (reach * reach + d * d) * (1.0 + 1.3 * ring);
        // The lit air's own image, soft, about that of the lantern.
        vec3 up = vec3(to.x, -to.y, to.z) / far;
        vec3 lamp = m - p;
        float along = max(dot(lamp, up), 0.0);
        float beside2 = dot(lamp, lamp) - along * along;
        float k = 1.0 - clamp(e, 0.0, 1.0);
        float image = (0.05 + 0.5 * k * k * k * k) * mix(0.16, 0.24, halo);
        image /= 1.0 + beside2 / mix(0.35, 0.75, halo) * (1.0 + 1.5 * beside2);
        light += lamp_color() * vec3(1.0, 0.86, 0.72) * ((pool * edge + image) * edge * flame());
    }
    light = as_shown(light);
    world_position = p;
    gl_Position = clip_from_world * vec4(p, 1.0);
}
