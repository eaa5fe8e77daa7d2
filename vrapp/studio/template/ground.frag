#include "@NAME@/world.glsl"
#include "lib/filter.glsl"

void main() {
    vec2 p = world_position.xz;
    // Tufts and bare patches; each octave fades before it gets finer than a pixel.
    float patches = fbm3(p * 0.8, footprint_of(p * 0.8));
    float tufts = noise(p * 9.0) * band_kept(9.0, footprint_of(p));
    vec3 earth = mix(vec3(0.036, 0.058, 0.028), vec3(0.075, 0.080, 0.040), 0.5 + 0.5 * patches);
    earth *= 1.0 + 0.25 * tufts;
    color = vec4(through_air(earth * light_at(world_position, normalize(normal)), world_position), 1.0);
}
