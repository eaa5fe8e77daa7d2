centroid in vec3 shade;

void main() {
    // A triangle thinner than the rasteriser's grid may be handed any number.
    color = vec4(clamp(shade, 0.0, 1.0), 1.0);
}
