void main() {
    float lit = 0.4 + 0.6 * max(dot(normalize(normal), normalize(vec3(0.4, 0.7, 0.6))), 0.0);
    vec3 base = 0.25 + 0.5 * vec3(uv, instance_random.y);
    color = vec4(base * lit, 1.0);
}
