// What an eye cannot see of its picture, put before everything else.
in vec3 in_corner;  // x and y on the eye's plane z = -1; which eye

void main() {
    vec4 t = tangents;
    gl_Position = vec4(t.x * in_corner.x - t.z, t.y * in_corner.y - t.w, -1.0, 1.0);
#ifdef ROUTED
    gl_Layer = int(in_corner.z);
#endif
}
