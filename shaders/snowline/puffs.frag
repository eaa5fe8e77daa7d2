in vec2 corner;
flat in vec4 light;

void main() {
    float fall = max(0.0, 1.0 - dot(corner, corner));
    color = vec4(light.rgb, 1.0) * (light.a * fall * fall);
}
