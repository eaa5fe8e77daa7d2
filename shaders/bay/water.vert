// The bay: a disc round the viewer that lifts with the breath and carries the long waves. What
// changes slowly over it is worked out here, at its corners.
#include "bay/world.glsl"
#include "lib/water.glsl"

centroid out vec3 place;        // world_position, for the fragment stage
centroid out vec4 veil;         // rgb: light of the air and mist before the water, a: what of the water's passes
centroid out vec4 rippling;     // xyz: long, small and fine ripples, w: how their fronts bend
centroid out vec4 lie;          // xy: slope of the long waves, z: root of the slope's variance that no pixel resolves,
                                // w: how much of the moon is mirrored

// The same all over.
flat out vec3 body;    // light from under the water
flat out vec3 gold;

void main() {
    // Rings lie ever farther apart towards the horizon: many of them in one row of pixels cost much and
    // show nothing.
    float r = length(in_position.xz);
    bool rim = in_uv.x > 0.99;
    float wider = rim ? 32.5 : 1.0 + 25.0e-8 * r * r * r * r;
    vec2 p = in_position.xz * wider;
    r *= wider;
    float near = 1.0 - smoothstep(30.0, 90.0, r);
    float y = water_level(r) + long_waves(p) * near;
    world_position = vec3(p.x, y, p.y);
    place = world_position;
    vec3 to_eye = eye_position.xyz - world_position;
    float d = length(to_eye);
    vec3 view = to_eye / d;

    veil = air_before(world_position, d, air_light(world_position));

    // A pixel's mark on the water is long at grazing angles; its length alone decides what is
    // resolved, so nothing shimmers far out.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.28);
    // Cat's paws: patches of breeze and streets of slick water between them.
    vec2 q = p * vec2(0.020, 0.045) + vec2(0.004, 0.011) * time_s;
    float breeze = 0.62 + 0.60 * noise(q + 0.25 * cos(q.yx * 3.1));
    float strength = (0.36 + 1.05 * ripple) * clamp(breeze, 0.10, 1.3);
    Ripples rough = ripples_at(p, time_s, strength, footprint);
    rippling = vec4(strength * band_kept(0.6, footprint), rough.small_ones, rough.bend);
    // Light of a distant lamp mirrored by rough water: how many facets mirror it to the eye, and how
    // well; ahead of the eye, not behind it.
    float shine = 0.030 / 6.2831853 * fresnel(dot(normalize(view + MOON), MOON), 0.02) * (0.40 + 0.60 * clarity) * breath_light();
    lie = vec4(long_waves_slope(p) * near, sqrt(rough.variance), shine * smoothstep(0.1, -0.1, dot(view.xz, MOON.xz)));
    gold = mix(vec3(0.52, 0.30, 0.25), vec3(0.80, 0.42, 0.15), warmth) * ((1.0 - 0.4 * hour) * (0.36 + 0.34 * glow));
    body = vec3(0.0063, 0.0180, 0.0270) * (1.3 - 0.5 * hour) * breath_light();
    // The rim stands for 2600 m but hangs nearer, level with the eye: beyond a true one, over the horizon,
    // a pixel's middle finds no numbers.
    if (rim) world_position = vec3(p.x * 0.16, eye_position.y, p.y * 0.16);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
