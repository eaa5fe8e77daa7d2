// The last pass: linear scene light to the display's sRGB values.
#include "film.glsl"

in vec2 uv;
out vec4 color;

void main() {
    // The picture is as large as what is shown of it: its pixels need no filter.
    vec3 light = texelFetch(scene, ivec2(uv * vec2(textureSize(scene, 0))), 0).rgb;
    vec3 shown = srgb_encode(film(light, uv) * comfort_gain);
    // Eight bits cannot show a dark sky's gradient without bands. Black stays black.
    shown += dither_noise(gl_FragCoord.xy, floor(fract(time_s * 7.0) * 61.0)) * min(shown, 1.0 / 255.0);
    color = vec4(shown, 1.0);
}
