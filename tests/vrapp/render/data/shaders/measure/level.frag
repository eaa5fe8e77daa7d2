void main() {
    color = vec4(vec3(level), 1.0);
}
