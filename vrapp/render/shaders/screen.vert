// One triangle that covers the viewport, made of nothing but its vertex numbers: 0 to 2 for the
// first layer (or the only one), 3 to 5 for the second.
out vec2 uv;
flat out int vrapp_eye;

void main() {
    int corner = gl_VertexID % 3;
    vrapp_eye = gl_VertexID / 3;
    uv = vec2(float((corner << 1) & 2), float(corner & 2));
    gl_Position = vec4(uv * 2.0 - 1.0, 0.0, 1.0);
#ifdef ROUTED
    gl_Layer = vrapp_eye;
#endif
}
