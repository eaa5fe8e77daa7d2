// The last pass: linear scene light to the display's sRGB values.
#include "film.glsl"

in vec2 uv;
out vec4 color;

void main() {
    // The picture is as large as what is shown of it, and read without a filter: this is its pixel.
    vec3 light = texture(scene, uv).rgb;
#ifdef SHOWN  // dithered when it was drawn; reading has decoded it
    color = vec4(srgb_encode(light), 1.0);
#else
    color = vec4(dithered(srgb_encode(film(light, uv) * comfort_gain), gl_FragCoord.xy), 1.0);
#endif
}
