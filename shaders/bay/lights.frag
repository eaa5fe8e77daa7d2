in vec2 corner;
flat in vec3 light;

void main() {
    float r2 = dot(corner, corner);
    color = vec4(light * 1.6 * max(exp2(-r2 * 6.0) - 0.0156 * r2, 0.0), 0.0);
}
