void main() { color = vec4(vec3(0.04, 0.05, 0.04), 1.0); }
