// What a point of the picture is shown as: the film curve, and the colours that are safe.
#include "lib/tone.glsl"

layout(std140) uniform SceneBlock {
    float time_s, exposure, brightness, bloom_share, comfort_gain;
};
uniform sampler2D scene;
uniform sampler2D bloom;

const vec3 LUMINANCE = vec3(0.2126, 0.7152, 0.0722);  // relative, IEC 61966-2-1

// A red flash needs a colour whose red is 0.8 of it or more (WCAG 2.3.1): none is shown. What is
// redder than 0.75 is mixed with the grey of its own luminance until it is not.
vec3 never_deep_red(vec3 light) {
    float excess = light.r - 0.75 * (light.r + light.g + light.b);
    if (excess <= 0.0) return light;
    float grey = dot(light, LUMINANCE);
    return mix(light, vec3(grey), excess / (excess + 1.25 * grey));
}

// Linear light 0..1, before the comfort guard's gain, of the scene's `light` at `at` (uv).
vec3 film(vec3 light, vec2 at) {
#ifdef GLOW
    light = mix(light, texture(bloom, at).rgb, bloom_share);
#endif
    light *= exposure;
#ifdef FILMIC
    light = tone_map(light);
#endif
    return never_deep_red(clamp(light, 0.0, 1.0)) * brightness;
}
