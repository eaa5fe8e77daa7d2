// The shape of the paper, from a point of the unit sphere. Needs world.glsl.

const float RIBS = 11.0;   // hoops from the middle to either ring

// From `y`, -1..1 on the sphere: height -1..1 and radius 0..1 of the surface, and how fast the
// radius narrows with the height. Paper that bulges a little between its hoops, then a wooden ring
// closed by a disc. Rows of the mesh are equally far apart in the angle; a hundred of them are four
// from hoop to hoop, so every hoop looks the same.
vec3 profile(float y) {
    float even = 1.0 - 0.63661977 * acos(clamp(y, -1.0, 1.0));
    float s = sign(even), a = abs(even);
    float paper = min(a, CUT) / CUT;
    float root = sqrt(paper);
    float hoop = fract(paper * RIBS) - 0.5;
    float swell = (1.0 - 0.57 * paper * paper * root) * (1.0 - 0.12 * hoop * hoop);
    if (a <= CUT + 0.001) return vec3(s * paper * 0.93, swell, s * (1.53 * paper * root + 3.0 * hoop * (1.0 - 4.0 * hoop * hoop)));
    float rim = min((a - CUT) / 0.06, 1.0);
    float inside = clamp((1.0 - a) / (1.0 - CUT - 0.06), 0.0, 1.0);
    return vec3(s * mix(0.93, 1.0, rim), 0.42 * inside, 0.0);
}
