// The shape of the paper, from the row of a mesh. Needs world.glsl.

const float RIBS = 11.0;   // hoops from the middle to either ring

// From the row, -36..36: height -1..1 and radius 0..1 of the surface, and how fast the radius narrows
// with the height; w says whether it is wood. Paper that bulges a little between its hoops, three
// rows from hoop to hoop, so every hoop looks the same; then a wooden ring of two rows, closed by a
// disc.
vec4 profile(float row) {
    float s = sign(row), a = abs(row);
    if (a > 3.0 * RIBS + 0.5) return vec4(s * (a < 3.0 * RIBS + 1.5 ? 0.93 : 1.0), a > 3.0 * RIBS + 2.5 ? 0.0 : 0.42, 0.0, 1.0);
    float paper = a / (3.0 * RIBS);
    float root = sqrt(paper);
    float hoop = fract(a / 3.0 + 1e-3) - 0.5;
    float swell = (1.0 - 0.57 * paper * paper * root) * (1.0 - 0.12 * hoop * hoop);
    return vec4(s * paper * 0.93, swell, s * (1.53 * paper * root + 3.6 * hoop * (1.0 - 4.0 * hoop * hoop)), 0.0);
}
