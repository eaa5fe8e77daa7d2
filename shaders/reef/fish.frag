#include "reef/world.glsl"
#include "reef/shown.glsl"

in vec2 body;
flat in int kind;
flat in float light;

void main() {
    vec2 at = clamp(body, 0.0, 1.0);
    float back = smoothstep(0.32, 0.78, at.y);
    vec3 albedo;
    if (kind == 1) albedo = mix(vec3(0.80, 0.62, 0.30), vec3(0.78, 0.44, 0.13), back) + vec3(-0.28, -0.08, 0.42) * smoothstep(0.34, 0.10, at.x);
    else {
        float band = smoothstep(0.060, 0.040, abs(at.x - 0.72)) + smoothstep(0.055, 0.035, abs(at.x - 0.44));
        albedo = mix(vec3(0.78, 0.36, 0.10), vec3(0.82, 0.84, 0.84), min(band, 1.0));
    }
    // An eye, where one is near enough to see it.
    vec2 eye = (at - vec2(0.90, 0.61)) * vec2(24.0, 7.2);
    albedo *= 1.0 - 0.85 * exp2(-2.0 * dot(eye, eye));
    color = vec4(shown(albedo * light), 1.0);
}
