// The sky's colour changes slowly over the vault: it is worked out at the corners of a wide dome.
#include "snowline/world.glsl"

out vec3 tint;
out vec4 veil;       // colour of high thin cloud, and how much of it there may be

void main() {
    vec3 r = normalize(in_position);
    tint = day_sky(r);
    // The sun stands behind thin high cloud: a wide glow, no disc to blink at.
    float near = max(dot(r, SUN), 0.0);
    float n8 = near * near;
    n8 *= n8; n8 *= n8;
    float glow = 0.20 * near * near * near * near + 0.32 * n8 + 0.70 * n8 * n8 * n8 * n8;
    tint += sun_color() * glow * (0.7 + 0.5 * gold);
    float far = 1.0 / (max(r.y, 0.0) + 0.14);
    veil = vec4(vec3(0.50, 0.54, 0.62) + sun_color() * (0.24 + 0.40 * n8), 0.46 * smoothstep(0.01, 0.16, r.y) * band_kept(2.1, pixel_angle() * far * far));
    world_position = eye_position.xyz + in_position;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    gl_Position.z = gl_Position.w * 0.9999999;
}
