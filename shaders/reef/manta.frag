centroid in vec3 paint;

void main() {
    color = vec4(paint, 1.0);
}
