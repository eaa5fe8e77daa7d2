// Water: the mirrored world bent by ripples, the dark green body under it, moon and lantern light.
#include "bay/world.glsl"
#include "lib/water.glsl"

in vec3 air;

void main() {
    vec3 p = world_position;
    vec3 to_eye = eye_position.xyz - p;
    float d = length(to_eye);
    vec3 view = to_eye / d;

    // A pixel's mark on the water is long at grazing angles; its length alone decides what is
    // resolved, so nothing shimmers far out.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float grazing = max(view.y, 0.004);
    float footprint = d * pixel / mix(grazing, 1.0, 0.28);

    // Cat's paws: patches of breeze and streets of slick water between them.
    vec2 q = p.xz * vec2(0.020, 0.045) + vec2(0.004, 0.011) * time_s;
    float breeze = 0.62 + 0.60 * noise(q + 0.25 * cos(q.yx * 3.1));
    float strength = (0.28 + 1.05 * ripple) * clamp(breeze, 0.10, 1.3);
    Surface s = ripples(p.xz, time_s, strength, footprint);
    s.slope += long_waves_slope(p.xz) * (1.0 - smoothstep(60.0, 160.0, d));
    vec3 n = normalize(vec3(-s.slope.x, 1.0, -s.slope.y));

    // Facets that face away are hidden at grazing angles: rough water mirrors a higher sky.
    float sigma = sqrt(s.variance);
    float cosine = max(dot(n, view), 0.02);
    vec3 mirror = reflect(-view, n);
    mirror.y = abs(mirror.y) + 0.85 * sigma * (1.0 - view.y);
    mirror = normalize(mirror);
    float f = fresnel(max(cosine, 0.35 * sigma + 0.5 * view.y), 0.02);
    f *= 1.0 - 0.9 * sigma;

    // The mirrored picture, looked up along the mirrored ray at the distance of most things that
    // stand in the water; where it leaves the picture, the clear sky in that direction.
    float reach = 0.35 * d + 0.8;
    vec3 image_at = p + vec3(mirror.x, -mirror.y, mirror.z) * reach;
    vec4 clip = clip_from_world * vec4(image_at, 1.0);
    vec2 at = clip.xy / clip.w * 0.5 + 0.5;
    vec2 inside = smoothstep(vec2(0.0), vec2(0.04), at) * smoothstep(vec2(0.0), vec2(0.04), 1.0 - at);
    vec2 along = vec2(0.0, 1.0) * min(0.030, 0.30 * sigma);
    vec3 mirrored_light = 0.5 * (textureLod(reflection, at + along, 0.0).rgb + textureLod(reflection, at - along, 0.0).rgb);
    float known = inside.x * inside.y;
    if (known < 1.0) mirrored_light = mix(sky_light(mirror), mirrored_light, known);

    // What comes from below: deep green-blue, lighter where one looks straight down, and lit by the sky.
    vec3 body = mix(vec3(0.0055, 0.0190, 0.0260), vec3(0.010, 0.034, 0.040), view.y) * (1.3 - 0.5 * hour) * breath_light();
    vec3 c = mix(body, mirrored_light, f);

    // Moon path.
    float path = glitter(s, view, MOON);
    c += MOONLIGHT * min(path * 0.0085 * fresnel(dot(normalize(view + MOON), MOON), 0.02) * 6.0, 1.1) * (0.35 + 0.65 * clarity) * breath_light();

    c = through_air(c, p, d, air);
    color = vec4(c, 1.0);
}
