// Lit at the corners. On a sliver a pixel may lie outside of the triangle: what it then finds is bounded.
centroid in vec3 lit;

void main() {
    color = vec4(clamp(lit, 0.012, 0.30), 1.0);
}
