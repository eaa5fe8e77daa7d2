// What near things share: how the night falls on them, and snow on what faces up.
#include "aurora/world.glsl"

const vec3 SNOW = vec3(0.80, 0.86, 0.93);

// `albedo` 0..1 under the snow, `open` 0..1 how much of the sky it sees, `snow` 0..1 cover.
vec3 shade(vec3 albedo, vec3 n, float open, float snow) {
    vec3 view = normalize(eye_position.xyz - world_position);
    // Snow glows a little against the light: it scatters within.
    float rim = 1.0 - max(dot(n, view), 0.0);
    vec3 c = mix(albedo, SNOW, snow) * night_light(n) * open;
    return c * (1.0 + 0.25 * snow * rim * rim);
}
