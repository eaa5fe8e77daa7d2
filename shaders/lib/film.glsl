// What light is shown as: the film curve, the colours that are safe, the session's dimming. Of the
// engine's last pass, or of each layer where a scene says film = "layers".
#include "lib/tone.glsl"

const vec3 LUMINANCE = vec3(0.2126, 0.7152, 0.0722);  // relative, IEC 61966-2-1

// A red flash needs a colour whose red is 0.8 of it or more (WCAG 2.3.1): none is shown. What is
// redder than 0.75 is mixed with the grey of its own luminance until it is not.
vec3 never_deep_red(vec3 light) {
    float excess = light.r - 0.75 * (light.r + light.g + light.b);
    if (excess <= 0.0) return light;
    float grey = dot(light, LUMINANCE);
    return mix(light, vec3(grey), excess / (excess + 1.25 * grey));
}

// Linear light 0..1, before the comfort guard's gain.
vec3 filmed(vec3 light) {
    light *= exposure;
#ifdef FILMIC
    light = tone_map(light);
#endif
    return never_deep_red(clamp(light, 0.0, 1.0)) * brightness;
}

// The display's values, 0..1, not yet dithered.
vec3 as_shown(vec3 light) {
    return srgb_encode(filmed(light) * comfort_gain);
}

// Eight bits cannot show a dark sky's gradient without bands: noise that differs from frame to frame
// makes their means show it. Black stays black. `pixel`: gl_FragCoord.xy.
vec3 dithered(vec3 shown, vec2 pixel) {
    return shown + dither_noise(pixel, floor(fract(time_s * 7.0) * 61.0)) * min(shown, 1.0 / 255.0);
}

// The same for light that is blended, into eight bits that are decoded for it and encoded again. How
// large a step is there is not known here: it is taken as on ground a little above black.
vec3 dithered_light(vec3 light, vec2 pixel) {
    vec3 step_of = min(light, 0.0085 * sqrt(light + 0.004));
    return light + dither_noise(pixel, floor(fract(time_s * 7.0) * 61.0)) * step_of;
}
