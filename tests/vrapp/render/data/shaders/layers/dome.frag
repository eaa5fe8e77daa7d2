in vec3 light;
void main() { color = vec4(light, 1.0); }
