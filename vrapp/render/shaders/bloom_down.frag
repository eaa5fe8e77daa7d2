// A quarter of the side in the first step, half in the others. Four bilinear taps take in four by
// four texels; in the first step, where that is all there is, each is weighed down by its own
// brightness so that single glittering pixels do not make the whole picture flicker.
uniform sampler2D scene;
in vec2 uv;
out vec4 color;

vec4 tap(vec2 at) {
    vec3 light = min(texture(scene, at).rgb, vec3(64.0));
#ifdef STEADY
    float weight = 1.0 / (1.0 + max(light.r, max(light.g, light.b)));
#else
    float weight = 1.0;
#endif
    return vec4(light, 1.0) * weight;
}

void main() {
    vec2 texel = 1.0 / vec2(textureSize(scene, 0));
    vec4 sum = tap(uv + texel * vec2(-1.0, -1.0)) + tap(uv + texel * vec2(1.0, -1.0))
             + tap(uv + texel * vec2(-1.0, 1.0)) + tap(uv + texel * vec2(1.0, 1.0));
    color = vec4(sum.rgb / sum.a, 1.0);
}
