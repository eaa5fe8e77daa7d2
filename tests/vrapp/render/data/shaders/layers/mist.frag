void main() {
    vec2 p = uv * 2.0 - 1.0;
    float fall = max(0.0, 1.0 - dot(p, p));
    color = vec4(vec3(0.08, 0.09, 0.10), 1.0) * (0.4 * fall * fall);
}
