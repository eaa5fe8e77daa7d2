// The night sky: a gradient and a faint Milky Way. Stars and curtains are layers of their own.
in vec3 night;

void main() {
    color = vec4(night, 1.0);
}
