void main() {
    // Blue says how steeply the ray goes up, 0.5 at the horizon.
    color = vec4(0.0, 0.0, 0.5 + 0.5 * normalize(ray).y, 1.0);
}
