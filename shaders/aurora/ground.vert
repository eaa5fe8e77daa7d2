// Ice and snow in one disc round the seat. What changes slowly over it is worked out here, at its
// corners.
#include "aurora/world.glsl"

out vec4 veil;    // rgb: light of the air before the ground, a: what of the ground's passes
out vec4 shape;   // x: height, y: how much of the cracks, zw: of the wide and the fine ridges is resolved
out vec4 lie_of;  // xy: from the eye to here, on the plan, z: how much light from within, w: 1 / width of a crack
out vec3 path;    // x: how much the ice mirrors; y: across the band of light, z: how bright it is here

// The same all over.
flat out vec3 snow_light;
flat out vec3 snow_side;
flat out vec3 band;
flat out vec3 deep;

void main() {
    float height = snow_height(in_position.xz);
    world_position = vec3(in_position.x, max(height, 0.0), in_position.z);
    vec3 to_eye = eye_position.xyz - world_position;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    // A pixel's mark on the ground is long at grazing angles.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.22);
    shape = vec4(height, band_kept(1.2, footprint), band_kept(0.42, footprint), band_kept(2.3, footprint));
    vec2 plan = -view.xz * inversesqrt(max(dot(view.xz, view.xz), 1e-5));
    lie_of = vec4(0.45 * plan, 0.35 + 0.65 * view.y, 1.0 / (0.035 + 0.9 * footprint));
    veil = air_before(d, air_light(world_position));

    float along = view.y / (0.035 + 0.36 * glow);
    path.x = min(fresnel(max(view.y, 0.10), 0.045) * 1.5 + 0.06, 0.92);
    path.y = (plan.x + 0.045) / (0.13 + 0.42 * view.y);
    path.z = exp2(-1.2 * along * along) * smoothstep(-0.05, 0.15, -plan.y);
    band = mix(GREEN, vec3(0.16, 0.50, 0.46), 0.5) * (0.07 + 0.30 * glow);
    snow_light = vec3(0.80, 0.86, 0.93) * night_up();
    snow_side = vec3(0.80, 0.86, 0.93) * 0.35 * night_side();
    deep = vec3(0.010, 0.030, 0.040) * power();
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
