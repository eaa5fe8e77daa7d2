// Water: the mirrored world bent by ripples, the dark green body under it, moon and lantern light.
#include "bay/world.glsl"
#include "lib/water.glsl"

// At the rim of the disc a pixel's middle may lie outside of it: centroid, or there is no number.
centroid in vec4 veil;
centroid in vec3 open_sky;
centroid in vec4 rippling;
centroid in vec4 roughness;
centroid in vec2 long_slope;

void main() {
    vec3 p = world_position;
    vec3 to_eye = eye_position.xyz - p;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    Surface s = surface_of(Ripples(rippling.w, rippling.xyz, roughness.xy, roughness.z), p.xz, time_s);
    s.slope += long_slope;
    vec3 n = normalize(vec3(-s.slope.x, 1.0, -s.slope.y));

    // Facets that face away are hidden at grazing angles: rough water mirrors a higher sky.
    float sigma = roughness.w;
    float cosine = max(dot(n, view), 0.02);
    vec3 mirror = reflect(-view, n);
    mirror.y = abs(mirror.y) + 0.85 * sigma * (1.0 - view.y);
    float f = fresnel(max(cosine, 0.35 * sigma + 0.5 * view.y), 0.02);
    f *= 1.0 - 0.9 * sigma;

    // The mirrored picture, looked up along the mirrored ray at the distance of most things that
    // stand in the water; where it leaves the picture, the clear sky in that direction.
    float reach = 0.35 * d + 0.8;
    vec3 image_at = p + vec3(mirror.x, -mirror.y, mirror.z) * reach;
    vec4 clip = clip_from_world * vec4(image_at, 1.0);
    vec2 at = clip.xy / clip.w * 0.5 + 0.5;
    vec2 inside = clamp(1.0 + min(at, 1.0 - at) / 0.06, 0.0, 1.0);
    vec2 along = vec2(0.0, 1.0) * min(0.030, 0.30 * sigma);
    vec3 mirrored_light = 0.5 * (textureLod(reflection, at + along, 0.0).rgb + textureLod(reflection, at - along, 0.0).rgb);
    mirrored_light = mix(open_sky, mirrored_light, inside.x * inside.y);

    // What comes from below: deep green-blue, lighter where one looks straight down, and lit by the sky.
    vec3 body = mix(vec3(0.0060, 0.0170, 0.0265), vec3(0.011, 0.029, 0.036), view.y) * (1.3 - 0.5 * hour) * breath_light();
    vec3 c = mix(body, mirrored_light, f);

    // What follows is worked out for every pixel, seen or not: a few products cost less than the way
    // round them.

    // The path of the afterglow: with the breath in it comes towards the seat, with the breath out
    // it draws back to the horizon. Ripples break it into long glints.
    float bearing = dot(-view.xz, vec2(-SUN_AZIMUTH.y, SUN_AZIMUTH.x)) * inversesqrt(max(dot(view.xz, view.xz), 1e-5));
    float ahead = smoothstep(0.0, -0.2, dot(view.xz, SUN_AZIMUTH));
    float reach_y = 0.030 + 0.235 * glow;
    float across = (bearing + 0.9 * s.slope.x) / (0.055 + 0.10 * view.y);
    float tilt = dot(s.slope, SUN_AZIMUTH);
    float along2 = (view.y + 0.35 * tilt) / reach_y;
    along2 *= along2;
    float path = exp2(-across * across - 1.1 * along2 * along2) * ahead * clamp(0.60 + 20.0 * tilt, 0.12, 1.7);
    vec3 gold = mix(vec3(0.52, 0.30, 0.25), vec3(0.80, 0.42, 0.15), warmth) * (1.0 - 0.4 * hour);
    c += gold * (path * (0.36 + 0.34 * glow));

    // Moon path.
    float shine = 0.030 * glitter(s, view, MOON, 2.5e-4) + 0.075 * glitter(s, view, MOON, 2.6e-3);
    shine *= fresnel(dot(normalize(view + MOON), MOON), 0.02) * step(dot(view.xz, MOON.xz), 0.0);
    c += MOONLIGHT * (min(shine, 0.95) * (0.40 + 0.60 * clarity) * breath_light());

    color = vec4(c * veil.a + veil.rgb, 1.0);
}
