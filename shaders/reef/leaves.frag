centroid in vec3 paint;
centroid in float across_it;

void main() {
    float rib = max(1.0 - 3.3 * abs(across_it), 0.0);
    color = vec4(paint * (1.0 - 0.13 * rib), 1.0);
}
