void main() {
    color = vec4(0.0, 0.0, 1.0, 1.0);
}
