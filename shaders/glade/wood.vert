// The wood behind the great trees: trunk after trunk into the mist, flat and turned to the seat,
// lit as if round.
#include "glade/world.glsl"

centroid out vec3 paint;
centroid out vec3 relief;     // what the grain adds
centroid out vec2 at;

void main() {
    vec4 r = in_random;
    // Round the seat by number, so that no gap is too wide; nearer ones first.
    float turn = fract(0.618034 * float(instance_id) + 0.05 * r.x);
    float share = (float(instance_id) + r.y) / 180.0;
    float far = 13.5 + 46.0 * (0.35 + 0.65 * share) * sqrt(share);
    float a0 = 6.2831853 * turn;
    vec2 root = far * vec2(cos(a0), sin(a0));
    float radius = 0.12 + 0.28 * r.z * r.z + 0.004 * far;
    float v = in_uv.x;
    float y = 15.0 * v * v * (0.4 + 0.6 * v);
    float a = a0 + 3.1415927 + (in_uv.y - 0.5) * 3.1;
    float grown = radius * (1.0 - 0.018 * y + 0.8 * exp2(-3.5 * y));
    vec2 out_dir = vec2(cos(a), sin(a));
    vec2 lean = 0.06 * (vec2(r.w, fract(r.w * 7.0)) - 0.5) * y + 0.10 * sin(0.3 * y + 9.0 * r.w) * vec2(r.z, r.w);
    vec2 p = root + lean + grown * out_dir;
    world_position = vec3(p.x, floor_height(root) - 0.15 + y, p.y);
    normal = vec3(out_dir.x, 0.0, out_dir.y);
    at = vec2((in_uv.y - 0.5) * radius * 9.0 + 50.0 * r.x, y * 0.9 + 20.0 * r.w);
    vec3 light = mix(vec3(0.070, 0.058, 0.050), vec3(0.110, 0.100, 0.088), r.x) * glade_light(normal, 0.7, 0.22 * smoothstep(0.4, 0.9, r.w));
    // They end in the roof of leaves that the sky's layer draws, and take its colour there.
    light = mix(light, vec3(0.035, 0.055, 0.025) * mix(0.30, 1.0, hour), smoothstep(6.0, 13.0, y));
    vec4 air = air_to(world_position);
    light *= 1.0 - air.a;
    vec3 haze = air.rgb * air.a;
    paint = as_shown(light + haze);
    relief = as_shown(light * (1.6 - 0.6 * air.a) + haze) - paint;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
