// The bay: a disc round the viewer that lifts with the breath and carries the long waves. What
// changes slowly over it is worked out here, at its corners.
#include "bay/world.glsl"
#include "lib/water.glsl"

centroid out vec4 veil;         // rgb: light of the air and mist before the water, a: what of the water's passes
centroid out vec3 open_sky;     // what is mirrored where the mirrored picture ends
centroid out vec4 rippling;     // long ripples, and how their fronts bend
centroid out vec4 roughness;    // xy: small ripples, z: variance of the slope, w: its root
centroid out vec2 long_slope;

void main() {
    float r = length(in_position.xz);
    float near = 1.0 - smoothstep(30.0, 90.0, r);
    float y = water_level(r) + long_waves(in_position.xz) * near;
    world_position = vec3(in_position.x, y, in_position.z);
    vec3 to_eye = eye_position.xyz - world_position;
    float d = length(to_eye);
    vec3 view = to_eye / d;

    veil = air_before(world_position, d, air_light(world_position));

    // A pixel's mark on the water is long at grazing angles; its length alone decides what is
    // resolved, so nothing shimmers far out.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.28);
    // Cat's paws: patches of breeze and streets of slick water between them.
    vec2 q = in_position.xz * vec2(0.020, 0.045) + vec2(0.004, 0.011) * time_s;
    float breeze = 0.62 + 0.60 * noise(q + 0.25 * cos(q.yx * 3.1));
    float strength = (0.36 + 1.05 * ripple) * clamp(breeze, 0.10, 1.3);
    Ripples rough = ripples_at(in_position.xz, time_s, strength, footprint);
    rippling = vec4(rough.long_ones, rough.bend);
    roughness = vec4(rough.small_ones, rough.variance, sqrt(rough.variance));
    long_slope = long_waves_slope(in_position.xz) * near;
    open_sky = sky_light(normalize(vec3(-view.x, abs(view.y) + 0.85 * roughness.w * (1.0 - view.y), -view.z)));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
