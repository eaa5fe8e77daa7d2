void main() {
    float up = normalize(ray).y;
    color = vec4(mix(vec3(0.6, 0.35, 0.2), vec3(0.05, 0.1, 0.3), smoothstep(0.0, 0.6, up)) * (0.5 + glow), 1.0);
}
