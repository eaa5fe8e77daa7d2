void main() {
    float lit = 0.1 + 0.8 * max(dot(normalize(normal), normalize(vec3(0.3, 0.8, 0.6))), 0.0);
    color = vec4(vec3(0.4, 0.3, 0.2) * lit * (0.5 + glow), 1.0);
}
