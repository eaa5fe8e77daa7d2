in vec2 corner;
flat in vec3 light;

void main() {
    float r2 = dot(corner, corner);
    float spot = exp2(-r2 * 7.0) - 0.0078 * r2;
    color = vec4(light * max(spot, 0.0), 0.0);
}
