// Twice the size again, softened by a 3 x 3 tent and blended over what is there (alpha is the
// share of the wider glow).
uniform sampler2D scene;
in vec2 uv;
out vec4 color;

void main() {
    vec2 texel = 1.0 / vec2(textureSize(scene, 0));
    vec3 sum = texture(scene, uv).rgb * 4.0;
    sum += 2.0 * (texture(scene, uv + vec2(texel.x, 0.0)).rgb + texture(scene, uv - vec2(texel.x, 0.0)).rgb
                + texture(scene, uv + vec2(0.0, texel.y)).rgb + texture(scene, uv - vec2(0.0, texel.y)).rgb);
    sum += texture(scene, uv + texel).rgb + texture(scene, uv - texel).rgb
         + texture(scene, uv + vec2(texel.x, -texel.y)).rgb + texture(scene, uv + vec2(-texel.x, texel.y)).rgb;
    color = vec4(sum / 16.0, 0.6);
}
