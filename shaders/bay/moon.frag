// A soft disc with its seas, an aureole in the moist air; clouds dim both.
#include "bay/world.glsl"
#include "lib/filter.glsl"

in vec3 toward;
in vec2 moons;
flat in float clear;  // how much the clouds let through

void main() {
    float k = 1.0 - dot(toward, MOON) * inversesqrt(dot(toward, toward));
    float rim = length(moons);
    float edge = max(fwidth(rim), 0.02);
    float disc = (1.0 - smoothstep(1.0 - edge, 1.0 + edge, rim)) * (0.65 + 0.35 * clear);
    vec2 p = moons * 1.7 + 4.0;
    float fp = footprint_of(p);
    float seas = 0.55 * quick_noise(p) * band_kept(1.0, fp) + 0.29 * quick_noise(NEXT_OCTAVE * p + 17.3) * band_kept(2.03, fp);
    vec3 face = mix(vec3(1.35, 1.22, 1.02), vec3(0.86, 0.80, 0.74), smoothstep(-0.15, 0.4, seas));
    face *= 0.80 + 0.20 * sqrt(max(0.0, 1.0 - rim * rim));
    vec3 aureole = vec3(0.50, 0.47, 0.44) * ((0.20 * exp2(-k * 60.0) + 0.42 * exp2(-k * 900.0)) * (0.6 + 0.4 * clear));
    color = vec4(mix(aureole, face, disc) * breath_light(), disc);
}
