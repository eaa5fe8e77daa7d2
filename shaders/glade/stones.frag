#include "glade/bark.glsl"

centroid in vec3 light;
centroid in vec3 rim;
centroid in vec3 haze;
centroid in vec2 likes;
flat in float which;

void main() {
    vec3 w = world_position;
    vec2 q = vec2(w.x + 0.3 * w.z + 0.6 * w.y, w.z - 0.3 * w.x - 0.7 * w.y);
    float grain = quick_noise(q * 13.0) * likes.y;
    vec3 c = mix(vec3(0.085, 0.088, 0.092), vec3(0.125, 0.115, 0.105), which) * (1.0 + 0.40 * grain);
    c = grown_over(c, likes.x, q * 1.6, which, grain);
    float relief = 1.0 + 0.20 * grain;
    c = (c * light + rim * smoothstep(-0.1, 0.5, likes.x)) * relief;
    color = vec4(clamp(c + haze, 0.0, 4.0), 1.0);
}
