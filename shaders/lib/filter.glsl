// Fragment stage only: how large a pixel is in the units of a pattern.

// The size of one pixel in the units of `p`: the longer of its two sides.
float footprint_of(vec2 p) {
    vec2 x = dFdx(p);
    vec2 y = dFdy(p);
    return sqrt(max(dot(x, x), dot(y, y)));
}
