void main() {
    float lit = 0.35 + 0.65 * max(dot(normalize(normal), normalize(vec3(0.3, 0.8, 0.6))), 0.0);
    color = vec4(mix(vec3(0.8, 0.25, 0.1), vec3(0.1, 0.3, 0.8), instance_random.x) * lit, 1.0);
}
