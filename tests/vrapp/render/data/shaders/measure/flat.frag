void main() {
    color = vec4(vec3(1.0), 1.0);
}
