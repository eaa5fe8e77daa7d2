// Straw and green, thin enough to glow against the light behind: lit at the corners, for a leaf is
// narrower than what light and lantern change over.
centroid in vec3 leaf;

void main() {
    color = vec4(clamp(leaf, 0.012, 0.30), 1.0);
}
