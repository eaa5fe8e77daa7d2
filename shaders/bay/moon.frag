// A soft disc with its seas, an aureole in the moist air; clouds dim both.
#include "bay/world.glsl"
#include "lib/clouds.glsl"
#include "lib/filter.glsl"

in vec3 toward;
in vec2 moons;

void main() {
    vec3 r = normalize(toward);
    vec3 at = cirrus_at(normalize(vec3(r.x, max(r.y, 0.0), r.z)), dusk(), time_s);
    float cloud = cirrus_over(at, 0.0).x;
    float rim = length(moons);
    float edge = max(fwidth(rim), 0.02);
    float disc = (1.0 - smoothstep(1.0 - edge, 1.0 + edge, rim)) * (1.0 - 0.35 * cloud);
    float seas = fbm3(moons * 1.7 + 4.0, footprint_of(moons) * 1.7);
    vec3 face = mix(vec3(1.35, 1.22, 1.02), vec3(0.86, 0.80, 0.74), smoothstep(-0.15, 0.4, seas));
    face *= 0.80 + 0.20 * sqrt(max(0.0, 1.0 - rim * rim));
    float k = 1.0 - dot(r, MOON);
    vec3 aureole = vec3(0.50, 0.47, 0.44) * (0.20 * exp2(-k * 60.0) + 0.42 * exp2(-k * 900.0)) * (1.0 - 0.4 * cloud);
    color = vec4(mix(aureole, face, disc) * breath_light(), disc);
}
