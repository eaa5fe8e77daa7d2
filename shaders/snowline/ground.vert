// The snow, one disc round the seat. What changes slowly over it is worked out here: light of the
// sky and of the sun as much as is left of it at the eye, what the air adds, what ice mirrors.
#include "snowline/world.glsl"

centroid out vec3 shade;      // as they are shown: snow in the shade, what the sun adds to it, ice
centroid out vec3 sunny;
centroid out vec3 frozen;
centroid out vec4 slope;      // x, y: of the snow; z, w: what is kept of drifts and of ridges, as reliefs
centroid out vec4 lie;        // x, y: of the stream (stream_at), z: wide shadows of the wood, -1..1, w: how far they reach
centroid out float pixel;     // its size in metres

void main() {
    vec2 p = in_position.xz;
    float h = snow_height(p);
    float e = max(0.10, 0.04 * length(p));
    slope.xy = (vec2(snow_height(p + vec2(e, 0.0)), snow_height(p + vec2(0.0, e))) - h) / e;
    world_position = vec3(p.x, h, p.y);
    float across = dot(p, vec2(-SUN_LEVEL.y, SUN_LEVEL.x));
    float along = dot(p, SUN_LEVEL);
    lie = vec4(stream_at(p), noise(vec2(across * 0.115 + 5.2, along * 0.010 + 2.0)), smoothstep(-34.0, -4.0, along + 0.2 * across));

    vec3 to_eye = eye_position.xyz - world_position;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    pixel = d * pixel_angle() / mix(max(view.y, 0.004), 1.0, 0.22);
    // Far off, what a pixel sees is the mean of many.
    slope.zw = vec2(band_kept(0.34, pixel), band_kept(1.9, pixel)) / (1.0 + 0.022 * d);

    float lost = air_takes(d);
    vec3 haze = air_light(world_position) * lost;
    vec3 sky = SNOW * sky_light(normalize(vec3(-slope.x, 1.0, -slope.y))) * (1.0 - lost);
    shade = as_shown(sky + haze);
    sunny = as_shown(sky + SNOW * sun_color() * (0.98 * (1.0 - lost)) + haze) - shade;
    float mirrors = min(fresnel(max(view.y, 0.06), 0.05), 0.6);
    vec3 mirror = day_sky(vec3(-view.x, view.y, -view.z)) * vec3(0.72, 0.85, 0.95) * mirrors;
    frozen = as_shown((mirror + vec3(0.040, 0.110, 0.132) * (1.0 - mirrors)) * (1.0 - lost) + haze);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
