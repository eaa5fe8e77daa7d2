in vec2 at;
flat in vec3 dark;
flat in float kind;

void main() {
    // Sharp at the foot, soft at the tip; a spruce narrows to a point, a post ends in its cap.
    float edge = kind < 0.5 ? 0.74 : kind < 1.5 ? 0.74 * sqrt(max(1.0 - at.y * at.y, 0.0)) : 0.74 * (1.0 - at.y) + 0.02;
    float soft = mix(kind < 1.5 ? 0.20 : 0.10, kind < 1.5 ? 0.75 : 0.34, at.y) + fwidth(at.x);
    float a = 1.0 - smoothstep(edge - soft * 0.5, edge + soft * 0.5, abs(at.x));
    a *= smoothstep(1.0, 0.86, at.y) * smoothstep(0.0, 0.03, at.y);
    a *= mix(0.80, 0.50, at.y);
    color = vec4(dark, 1.0) * a;
}
