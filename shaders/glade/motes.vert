// Dust and pollen that hang in the air and show where the sun reaches them. They stay put when
// the head turns, so they have true parallax.
#include "glade/world.glsl"

out vec2 corner;
flat out vec3 light;

void main() {
    vec4 r = in_random;
    // A box of air about the seat; where a mote wraps it has faded.
    vec3 at = fract(r.xyz + vec3(0.0011, 0.0023, 0.0007) * time_s * (0.5 + r.w));
    vec3 edge = smoothstep(vec3(0.0), vec3(0.1), at) * smoothstep(vec3(1.0), vec3(0.9), at);
    vec3 p = vec3(12.0 * at.x - 5.5, 0.1 + 3.4 * at.y, 1.0 - 9.5 * at.z);
    p += 0.10 * vec3(swing(0.021 * time_s + r.w), swing(0.017 * time_s + 3.0 * r.w), swing(0.019 * time_s + 7.0 * r.w));
    vec3 to = p - eye_position.xyz;
    float d = length(to);
    float g = 0.5 + 0.5 * dot(to / d, SUN);
    float shown = edge.x * edge.y * edge.z * smoothstep(0.5, 1.2, d) * smoothstep(0.15, 0.8, sun_reaches(p));
    vec4 clip = clip_from_world * vec4(p, 1.0);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float natural = (0.0045 + 0.0040 * r.w) * focal / max(d, 0.3);
    float half_size = max(natural, 2.4 / viewport.w);
    float kept = natural / half_size;
    light = sun_light() * (0.30 * shown * kept * (0.25 + 0.75 * g * g));
    corner = in_position.xy;
    clip.xy += in_position.xy * vec2(half_size * viewport.w / viewport.z, half_size) * clip.w;
    if (shown < 0.01 || clip.w < 0.05) clip = vec4(2.0, 2.0, 2.0, 1.0);
    world_position = p;
    gl_Position = clip;
}
