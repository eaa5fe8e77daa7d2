// The nearest shafts of light from the surface, along the light; they grow with the breath and wander
// slowly. Those farther off are painted on the water (reef/rays.glsl).
#include "reef/world.glsl"

out vec3 shaft;      // x: -1..1 across, y and z: turns of the narrower rays within
out vec3 light;

void main() {
    vec4 r = in_random;
    int i = instance_id;
    // Ahead and round the seat, never close to the eye.
    float a = i < 3 ? -2.25 + 0.62 * (float(i) + 0.3 * r.x) : 0.7 + 2.0 * (float(i - 3) + 0.4 * r.x);
    float far = 6.5 + 3.0 * r.y;
    vec2 foot = far * vec2(cos(a), sin(a)) + vec2(0.35, 0.22) * sin(0.05 * time_s + 6.3 * r.z);
    float low = -5.0;
    vec3 p = vec3(foot.x, 0.0, foot.y) + SUN * (mix(low, SURFACE_M - 0.4, 0.06 + 0.92 * in_uv.x) / SUN.y);
    vec3 to_eye = eye_position.xyz - p;
    vec3 across = normalize(cross(SUN, to_eye));
    float half_width = (0.36 + 0.30 * r.w) * mix(1.25, 0.80, in_uv.x);
    world_position = p + across * (half_width * (2.0 * in_uv.y - 1.0));
    float x = 2.0 * in_uv.y - 1.0;
    shaft = vec3(x, 0.40 * x + 0.033 * time_s + 3.0 * r.z, 0.75 * x - 0.025 * time_s);
    float d = length(to_eye);
    float wander = 0.62 + 0.38 * sin(0.13 * time_s + 6.3 * r.x) * sin(0.09 * time_s + 9.0 * r.y);
    vec3 tone = mix(vec3(0.030, 0.060, 0.085), vec3(0.100, 0.300, 0.320), daylight) * (0.25 + 0.75 * daylight);
    // In clearer water there is less for the light to show itself on, but it is seen farther.
    light = tone * (0.52 * (0.12 + 1.40 * swell) * wander) * exp2(-0.045 * d) * (1.15 - 0.30 * clarity) * smoothstep(2.5, 6.0, d);
    light *= smoothstep(0.02, 0.55, in_uv.x) * smoothstep(1.0, 0.80, in_uv.x);
    normal = across;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
