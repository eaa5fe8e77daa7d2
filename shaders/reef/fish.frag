centroid in vec3 paint;
centroid in vec3 band;
centroid in vec2 at_body;

void main() {
    float white = clamp(3.0 - 50.0 * abs(at_body.x - 0.72), 0.0, 1.0) + clamp(2.4 - 50.0 * abs(at_body.x - 0.44), 0.0, 1.0);
    vec3 c = mix(paint, band, min(white, 1.0));
    // An eye, where one is near enough to see it.
    vec2 eye = (at_body - vec2(0.90, 0.61)) * vec2(24.0, 7.2);
    color = vec4(c * (1.0 - 0.6 * max(1.0 - dot(eye, eye), 0.0)), 1.0);
}
