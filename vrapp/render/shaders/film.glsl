// What a point of the picture is shown as: glow, film curve, and the colours that are safe.
layout(std140) uniform SceneBlock {
    float time_s, exposure, brightness, bloom_share, comfort_gain;
};
#include "lib/film.glsl"

uniform sampler2D scene;
uniform sampler2D bloom;

// Linear light 0..1, before the comfort guard's gain, of the scene's `light` at `at` (uv).
vec3 film(vec3 light, vec2 at) {
#ifdef SHOWN  // each layer has been through it all
    return light / max(comfort_gain, 1.0 / 255.0);
#else
#ifdef GLOW
    light = mix(light, texture(bloom, at).rgb, bloom_share);
#endif
    return filmed(light);
#endif
}
