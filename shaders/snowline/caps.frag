#include "snowline/world.glsl"
#include "lib/filter.glsl"

flat in float stone;
centroid in vec3 light;
centroid in vec4 rim;

void main() {
    vec2 p = world_position.xz * 14.0 + world_position.y * 9.0;
    float grain = quick_noise(p) * band_kept(1.0, footprint_of(p)) * stone;
    float snow = max(1.0 - stone, smoothstep(0.10, 0.34, rim.a + 0.14 * grain));
    vec3 rock = vec3(0.145, 0.150, 0.165) * (1.0 + 0.35 * grain);
    color = vec4(max(mix(rock, SNOW, snow) * light * (mix(0.8, 1.0, snow) * (1.0 + 0.05 * grain)) + rim.rgb * snow, 0.0), 1.0);
}
