in vec2 corner;
flat in vec3 light;

void main() {
    float r2 = dot(corner, corner);
    float fall = max(0.0, 1.0 - r2);
    color = vec4(light * fall * fall, 0.0);
}
