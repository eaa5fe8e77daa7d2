// The luminance of the picture in cells that lie still in the world, not in the picture: a head
// that turns changes which cells are seen, and nothing in them. The cells are the squares of an
// octahedral map of all directions (Meyer et al., On Floating-Point Normal Vectors, 2010).
#include "film.glsl"

uniform float cells;  // along either side
uniform int taps;     // along either side of a cell
in vec2 uv;
out vec4 color;  // relative luminance: red its mean, blue its span; green: 1/255 where all is seen

const int MOST = 8;

vec3 direction(vec2 at) {
    vec2 p = at * 2.0 - 1.0;
    vec3 d = vec3(p.x, 1.0 - abs(p.x) - abs(p.y), p.y);
    if (d.y < 0.0) d.xz = (1.0 - abs(d.zx)) * vec2(d.x < 0.0 ? -1.0 : 1.0, d.z < 0.0 ? -1.0 : 1.0);
    return d;
}

void main() {
    color = vec4(0.0);
    vec2 corner = floor(uv * cells);
    // far outside of the picture, without a look at every tap
    vec4 middle = clip_from_world * vec4(direction((corner + 0.5) / cells), 0.0);
    if (middle.w <= 0.0 || max(abs(middle.x), abs(middle.y)) > middle.w) return;
    float light = 0.0, dimmest = 1.0, brightest = 0.0;
    for (int y = 0; y < MOST; ++y) {
        if (y >= taps) break;
        for (int x = 0; x < MOST; ++x) {
            if (x >= taps) break;
            vec2 within = (vec2(float(x), float(y)) + 0.5) / float(taps);
            vec4 at = clip_from_world * vec4(direction((corner + within) / cells), 0.0);
            if (at.w <= 0.0 || max(abs(at.x), abs(at.y)) > at.w) return;
            vec2 from = at.xy / at.w * 0.5 + 0.5;
            float here = dot(film(texture(scene, from).rgb, from), LUMINANCE);
            light += here;
            dimmest = min(dimmest, here);
            brightest = max(brightest, here);
        }
    }
    color = vec4(light / float(taps * taps), 1.0 / 255.0, brightest - dimmest, 1.0);
}
