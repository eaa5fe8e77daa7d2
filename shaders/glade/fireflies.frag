in vec2 corner;
flat in vec3 light;

void main() {
    float r2 = dot(corner, corner);
    float fall = max(0.0, 1.0 - r2);
    // A small body of light in a wide soft one.
    float core = exp2(-26.0 * r2);
    vec3 c = light * (0.10 * fall * fall * fall + 0.75 * core);
    color = vec4(c, min(c.g, 1.0));    // what is bright already takes less of it, as on film
}
