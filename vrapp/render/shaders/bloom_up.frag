// Twice the size again, softened by a 3 x 3 tent and blended over what is there (alpha is the
// share of the wider glow). Four bilinear taps between the texels are that tent.
uniform sampler2D scene;
in vec2 uv;
out vec4 color;

void main() {
    vec2 apart = 0.5 / vec2(textureSize(scene, 0));
    vec3 sum = texture(scene, uv + apart).rgb + texture(scene, uv - apart).rgb
             + texture(scene, uv + vec2(apart.x, -apart.y)).rgb + texture(scene, uv + vec2(-apart.x, apart.y)).rgb;
    color = vec4(sum * 0.25, 0.6);
}
