// The bay: a disc round the viewer that lifts with the breath and carries the long waves. What
// changes slowly over it is worked out here, at its corners.
#include "bay/world.glsl"
#include "lib/water.glsl"

centroid out vec4 veil;         // rgb: light of the air and mist before the water, a: what of the water's passes
centroid out vec4 rippling;     // long ripples, and how their fronts bend
centroid out vec3 roughness;    // xy: small ripples, z: root of the slope's variance that no pixel resolves
centroid out vec2 long_slope;
centroid out vec2 moon_slope;   // of a facet that mirrors the moon
centroid out vec3 moon_shine;   // xy: 1 / variance of core and of the light about it, z: how much of it is mirrored
centroid out vec3 gold_path;    // of the afterglow: x: across it, y: what a slope moves it by, z: how bright

// The same all over.
flat out vec3 body;    // light from under the water
flat out vec3 gold;

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
    roughness = vec3(rough.small_ones, sqrt(rough.variance));
    long_slope = long_waves_slope(in_position.xz) * near;

    // Light of a distant lamp mirrored by rough water: density of facets that mirror it to the eye.
    vec3 h = view + MOON;
    moon_slope = -h.xz / max(h.y, 1e-3);
    moon_shine.xy = 1.0 / (rough.variance + vec2(2.5e-4, 2.6e-3));
    moon_shine.z = 0.030 / 6.2831853 * fresnel(dot(normalize(h), MOON), 0.02) * (0.40 + 0.60 * clarity) * breath_light();
    moon_shine.z *= smoothstep(0.1, -0.1, dot(view.xz, MOON.xz));  // ahead of the eye, not behind it

    float bearing = dot(-view.xz, vec2(-SUN_AZIMUTH.y, SUN_AZIMUTH.x)) * inversesqrt(max(dot(view.xz, view.xz), 1e-5));
    float wide = 1.0 / (0.055 + 0.10 * view.y);
    gold_path = vec3(bearing * wide, 0.9 * wide, smoothstep(0.0, -0.2, dot(view.xz, SUN_AZIMUTH)));
    gold = mix(vec3(0.52, 0.30, 0.25), vec3(0.80, 0.42, 0.15), warmth) * ((1.0 - 0.4 * hour) * (0.36 + 0.34 * glow));
    body = vec3(0.0063, 0.0180, 0.0270) * (1.3 - 0.5 * hour) * breath_light();
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
