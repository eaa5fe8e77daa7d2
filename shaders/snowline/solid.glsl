// What near things share.
#include "snowline/world.glsl"

// `albedo` under the snow, `open` 0..1 how much of the light it sees, `snow` 0..1 cover, `sun` 0..1.
vec3 shade(vec3 albedo, vec3 n, float open, float snow, float sun) {
    vec3 view = normalize(eye_position.xyz - world_position);
    float rim = 1.0 - max(dot(n, view), 0.0);
    vec3 c = mix(albedo, SNOW, snow) * day_light(n, sun) * open;
    // Thin snow lets the sun through at its edge.
    float through = max(dot(-view, SUN), 0.0);
    return c + sun_color() * (snow * rim * rim * through * 0.30);
}
