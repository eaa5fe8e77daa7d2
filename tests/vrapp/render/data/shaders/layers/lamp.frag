void main() {
    vec2 p = uv * 2.0 - 1.0;
    float fall = max(0.0, 1.0 - dot(p, p));
    color = vec4(vec3(0.10, 0.07, 0.03) * fall * fall, 0.0);
}
