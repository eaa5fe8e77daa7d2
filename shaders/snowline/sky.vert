// The sky changes slowly over the vault, and its high cloud with it: all of it is worked out at the
// corners of a wide dome.
#include "snowline/world.glsl"

out vec3 tint;

void main() {
    vec3 r = normalize(in_position);
    tint = day_sky(r);
    // The sun stands behind thin high cloud: a wide glow, no disc to blink at.
    float near = max(dot(r, SUN), 0.0);
    float n8 = near * near;
    n8 *= n8; n8 *= n8;
    float glow = 0.20 * near * near * near * near + 0.32 * n8 + 0.70 * n8 * n8 * n8 * n8;
    tint += sun_color() * glow * (0.7 + 0.5 * gold);
    // Cloud on a plane; where it would be finer than the dome's triangles there is none.
    vec2 p = r.xz / (max(r.y, 0.0) + 0.20);
    p = mat2(0.80, 0.60, -0.60, 0.80) * p + vec2(0.006, 0.002) * time_s;
    p += 0.16 * sin(2.3 * p.yx + vec2(1.0, 4.0));
    float veil = smoothstep(0.0, 1.0, 0.95 * noise(p * vec2(0.75, 1.7) + 4.0)) * smoothstep(0.10, 0.42, r.y) * 0.46;
    tint = mix(tint, vec3(0.50, 0.54, 0.62) + sun_color() * (0.24 + 0.40 * n8), veil);
    tint = as_shown(tint);
    world_position = eye_position.xyz + in_position;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    gl_Position.z = gl_Position.w * 0.9999999;
}
