void main() {
    float r = length(uv * 2.0 - 1.0);
    color = vec4(vec3(1.0, 0.9, 0.6) * smoothstep(1.0, 0.0, r) * (0.5 + instance_random.w), 0.0);
}
