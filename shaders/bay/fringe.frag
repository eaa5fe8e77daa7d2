// Lit at the corners. On a sliver a pixel may lie outside of the triangle: what it then finds is bounded.
centroid in vec3 leaf;

void main() {
    color = vec4(clamp(leaf, 0.012, 0.30), 1.0);
}
