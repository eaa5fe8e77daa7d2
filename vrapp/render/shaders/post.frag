// The last pass: linear scene light to the display's sRGB values.
#include "film.glsl"

in vec2 uv;
out vec4 color;

void main() {
    vec3 shown = srgb_encode(film(uv) * comfort_gain);
    // Eight bits cannot show a dark sky's gradient without bands. Each channel takes its own
    // noise; black stays black.
    float seed = floor(fract(time_s * 7.0) * 61.0);
    vec3 noise = vec3(dither_noise(gl_FragCoord.xy, seed),
                      dither_noise(gl_FragCoord.xy + vec2(17.0, 59.0), seed),
                      dither_noise(gl_FragCoord.xy + vec2(83.0, 29.0), seed));
    shown += noise * min(shown * 255.0, 1.0) / 255.0;
    color = vec4(shown, 1.0);
}
