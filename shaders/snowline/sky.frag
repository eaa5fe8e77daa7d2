in vec3 tint;

void main() {
    color = vec4(tint, 1.0);
}
