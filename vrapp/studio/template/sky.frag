// The sky of lib/sky.glsl. Try lib/clouds.glsl and lib/stars.glsl next.
#include "@NAME@/world.glsl"

void main() {
    vec3 r = normalize(ray);
    r.y = max(r.y, 0.0);
    color = vec4(dusk_gradient(normalize(r + vec3(0.0, 1e-4, 0.0)), evening()), 1.0);
}
