// Ice and snow in one disc round the seat. What changes slowly over it is worked out here, at its
// corners.
#include "aurora/world.glsl"

out vec4 veil;    // rgb: light of the air before the ground, a: what of the ground's passes
out vec4 shape;   // x: height, zw: how much of the wide and the fine ridges is resolved
out vec4 lie_of;  // x: across the band of light, y: how bright it is here; z: how much light from within, w: 1 / width of a crack
out vec2 path;    // x: how much the ice mirrors, y: how much of the cracks is resolved

// The same all over.
flat out vec3 snow_light;
flat out vec3 snow_side;
flat out vec3 band;
flat out vec3 deep;

void main() {
    // Rings lie ever farther apart towards the horizon: many of them in one row of pixels cost much and
    // show nothing. The rim stands for 2600 m.
    float r = length(in_position.xz);
    bool rim = in_uv.x > 0.99;
    vec2 p = in_position.xz * (rim ? 28.9 : 1.0 + 12.0e-8 * r * r * r * r);
    float height = snow_height(p);
    world_position = vec3(p.x, max(height, 0.0), p.y);
    vec3 to_eye = eye_position.xyz - world_position;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    // A pixel's mark on the ground is long at grazing angles.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.22);
    shape = vec4(height, 0.0, band_kept(0.42, footprint), band_kept(2.3, footprint));
    vec2 plan = -view.xz * inversesqrt(max(dot(view.xz, view.xz), 1e-5));
    lie_of = vec4((plan.x + 0.045) / (0.13 + 0.42 * view.y), 0.0, 0.35 + 0.65 * view.y, 1.0 / (0.035 + 0.9 * footprint));
    veil = air_before(d, air_light(world_position));

    float along = view.y / (0.035 + 0.36 * glow);
    path = vec2(0.0, band_kept(1.2, footprint));
    path.x = min(fresnel(max(view.y, 0.10), 0.045) * 1.5 + 0.06, 0.92);
    lie_of.y = exp2(-1.2 * along * along) * smoothstep(-0.05, 0.15, -plan.y);
    band = mix(GREEN, vec3(0.16, 0.50, 0.46), 0.5) * (0.07 + 0.30 * glow);
    snow_light = vec3(0.80, 0.86, 0.93) * night_up();
    snow_side = vec3(0.80, 0.86, 0.93) * 0.35 * night_side();
    deep = vec3(0.010, 0.030, 0.040) * power();
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
