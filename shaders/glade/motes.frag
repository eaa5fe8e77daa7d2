in vec2 corner;
flat in vec3 light;

void main() {
    float fall = max(0.0, 1.0 - dot(corner, corner));
    color = vec4(light * (fall * fall), 0.0);
}
