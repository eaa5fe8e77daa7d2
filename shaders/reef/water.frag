in vec3 shade;

void main() {
    color = vec4(shade, 1.0);
}
