in vec3 open_sky;
in vec3 leaves;
in vec3 shaded;
in float thick;
in vec2 kept;

void main() {
    float cover = clamp(0.5 + thick * kept.y, 0.0, 1.0);
    color = vec4(mix(open_sky, mix(leaves, shaded, clamp(1.1 * thick, 0.0, 1.0)), cover), 1.0);
}
