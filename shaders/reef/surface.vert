// The surface of the sea from below: through a round window one sees out (Snell's window, 48.6
// degrees from the vertical), past its rim the surface mirrors the deep. It ends where it can no
// longer be told from the water.
#include "reef/world.glsl"

out vec3 towards;   // from the eye, unit length but for what corners cost
out vec4 wide;      // the low swell: height and slope; and how much of all this is seen
out vec3 shade;     // the water between
out vec3 inside;    // what the surface mirrors
out vec3 clear;     // how much of what is above comes through
out vec4 crest;     // places in the smaller waves

void main() {
    vec2 p = eye_position.xz + in_position.xz;
    vec3 to = vec3(in_position.x, SURFACE_M - eye_position.y, in_position.z);
    float d = length(to);
    towards = to / d;
    world_position = eye_position.xyz + to;
    wide.xyz = noise_with_slope(p * 0.16 + vec2(0.035, 0.050) * time_s);
    wide.w = smoothstep(60.0, 16.0, d);
    crest.xy = p * 0.50 + 0.5 * wide.yz + vec2(-0.060, 0.085) * time_s;
    crest.zw = mat2(0.8, 0.6, -0.6, 0.8) * p * vec2(1.25, 1.05) + 0.3 * wide.yz + vec2(0.070, 0.050) * time_s;
    clear = exp2(-1.442695 * d * loss_per_m() * vec3(0.55, 0.75, 0.75)) * smoothstep(0.27, 0.52, towards.y);
    shade = water_light(towards) * (1.0 - clear);
    inside = water_light(vec3(towards.x, 0.25 - 0.45 * towards.y, towards.z));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
