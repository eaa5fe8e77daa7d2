void main() {
    color = vec4(1.0, 0.0, 0.0, 1.0);
}
