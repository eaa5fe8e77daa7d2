// The surface of the sea from below: through a round window one sees out (Snell's window, 48.6
// degrees from the vertical), past its rim the surface mirrors the deep. It ends where it can no
// longer be told from the water.
#include "reef/world.glsl"
#include "reef/rays.glsl"
#include "lib/film.glsl"

centroid out vec3 towards;   // from the eye, unit length but for what corners cost
centroid out vec4 wide;      // the low swell: height and slope; and how much of all this is seen
centroid out vec3 inside;    // what the surface mirrors, as it is shown
centroid out vec3 above;     // the sky through it, as it is shown where the waves are dark
centroid out vec3 bright;    // what a crest adds to that
centroid out vec3 glare;     // what the sun adds
centroid out vec4 crest;     // places in the smaller waves
centroid out vec3 lighter;   // what rays in the water add
centroid out vec2 rays;      // turns round the sun; how much of the waves comes through

void main() {
    // The mesh's seam lies away from the sun.
    vec2 at = vec2(-0.8303 * in_position.x - 0.5573 * in_position.z, -0.5573 * in_position.x + 0.8303 * in_position.z);
    vec2 p = eye_position.xz + at;
    vec3 to = vec3(at.x, SURFACE_M - eye_position.y, at.y);
    float d = length(to);
    towards = to / d;
    world_position = eye_position.xyz + to;
    wide.xyz = noise_with_slope(p * 0.16 + vec2(0.035, 0.050) * time_s);
    wide.w = smoothstep(60.0, 16.0, d);
    crest.xy = p * 0.50 + 0.5 * wide.yz + vec2(-0.060, 0.085) * time_s;
    crest.zw = mat2(0.8, 0.6, -0.6, 0.8) * p * vec2(1.25, 1.05) + 0.3 * wide.yz + vec2(0.070, 0.050) * time_s;
    // How much of what is above comes through, and what the water between adds.
    vec3 clear = exp2(-1.442695 * d * loss_per_m() * vec3(0.55, 0.75, 0.75)) * smoothstep(0.27, 0.52, towards.y);
    vec3 shade = water_light(towards) * (1.0 - clear);
    inside = as_shown(shade + 1.10 * water_light(vec3(towards.x, 0.25 - 0.45 * towards.y, towards.z)) * clear);
    // Sky, brighter round the place of the sun.
    vec2 off = towards.xz - SUN.xz;
    float halo = max(1.0 - 0.52 * dot(off, off), 0.0);
    halo *= halo;
    halo *= halo;
    vec3 sky = mix(vec3(0.026, 0.062, 0.100), vec3(0.190, 0.520, 0.640), daylight);
    vec3 sun = mix(vec3(0.10, 0.13, 0.15), vec3(0.70, 0.68, 0.56), daylight);
    vec3 dark = sky * 0.60 + sun * (0.24 * halo * halo);
    vec3 light = sky * 1.14 + sun * (0.45 * halo * halo);
    rays = rays_at(towards, in_uv.y < 0.001 ? -1.0 : in_uv.y > 0.999 ? 1.0 : 0.0);
    lighter = as_shown(shade + ray_light() * rays.y + dark * clear) - as_shown(shade + dark * clear);
    rays.y = clear.g;
    above = as_shown(shade + dark * clear);
    bright = as_shown(shade + light * clear) - above;
    glare = as_shown(shade + (light + 0.95 * sun) * clear) - above - bright;
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
