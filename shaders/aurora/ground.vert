// Ice and snow in one disc round the seat. What changes slowly over it is worked out here, at its
// corners.
#include "aurora/world.glsl"

centroid out vec4 veil;       // rgb: light of the air before the ground, a: what of the ground's passes
centroid out vec3 open_sky;   // what the ice mirrors where the mirrored picture ends
centroid out vec4 shape;      // x: height, y: footprint of a pixel in metres, zw: how much of the wide and the fine ridges it resolves
centroid out float cracking;  // how much of the cracks

// The same all over.
flat out vec3 band;    // colour of the band of light
flat out vec3 light_up;
flat out vec3 light_side;
flat out vec3 deep;    // light from within the ice
flat out float reach;  // how far the band comes

void main() {
    float height = snow_height(in_position.xz);
    world_position = vec3(in_position.x, max(height, 0.0), in_position.z);
    vec3 to_eye = eye_position.xyz - world_position;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    // A pixel's mark on the ground is long at grazing angles.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.22);
    shape = vec4(height, footprint, band_kept(0.42, footprint), band_kept(2.3, footprint));
    cracking = band_kept(1.2, footprint);
    open_sky = night_sky(vec3(-view.x, view.y, -view.z)) + GREEN * (0.05 * power());
    veil = air_before(d, air_light(world_position));
    band = mix(GREEN, vec3(0.16, 0.50, 0.46), 0.5) * (0.07 + 0.30 * glow);
    reach = 1.0 / (0.035 + 0.36 * glow);
    light_up = night_up();
    light_side = night_side();
    deep = vec3(0.010, 0.030, 0.040) * power();
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
