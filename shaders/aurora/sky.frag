// The night sky: a gradient and a faint Milky Way. Stars and curtains are layers of their own.
#include "aurora/world.glsl"

void main() {
    vec3 r = normalize(ray);
    r.y = max(r.y, 0.0);
    vec3 sky = night_sky(normalize(r));
    // The Milky Way: a soft band across the south-west sky.
    const vec3 POLE = vec3(0.48, 0.52, -0.7066);
    float across = dot(r, POLE);
    float band = exp2(-across * across * 20.0);
    if (band > 0.02) {
        vec2 p = vec2(r.x - 0.4 * r.z, r.y + 0.3 * r.z) * 3.4;
        float cloud = 0.62 + 0.40 * noise(p) + 0.18 * noise(NEXT_OCTAVE * p);
        sky += vec3(0.0105, 0.0125, 0.0190) * band * cloud * clarity * smoothstep(0.05, 0.4, r.y);
    }
    color = vec4(sky, 1.0);
}
