// Shafts of sun through the leaves, each a soft card along the light, turned to the eye.
#include "glade/world.glsl"

out vec2 card;       // x: -1..1 across, y: 0 floor .. 1 leaves
out vec3 light;
flat out float which;

void main() {
    vec3 foot = FEET[instance_id];
    which = float(instance_id);
    float t = 0.02 + 0.86 * in_uv.y;    // beyond it nothing is seen
    vec3 axis_foot = vec3(foot.x, floor_height(foot.xy), foot.y);
    vec3 mid = axis_foot + SUN * (15.5 * t - 0.4);
    vec3 to_eye = eye_position.xyz - mid;
    vec3 side = normalize(cross(SUN, eye_position.xyz - axis_foot));
    float x = in_uv.x * 2.0 - 1.0;
    world_position = mid + side * (x * foot.z * 0.80);
    card = vec2(x, t);
    float d = length(to_eye);
    float g = 0.5 + 0.5 * dot(-to_eye / d, SUN);
    float near = smoothstep(1.0, 3.5, d);
    float lost = exp2(-d / 26.0);
    // Thicker and thinner air along the way, drifting slower than a breath.
    float dust = 1.0 + 0.13 * swing(0.9 * t - 0.006 * time_s + 0.37 * which) + 0.07 * swing(2.3 * t + 0.004 * time_s + 0.71 * which);
    light = sun_light() * (near * lost * dust * (0.035 + 0.135 * g * g * g) * (0.80 + 0.30 * mist));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
