// Water: the mirrored world bent by ripples, the dark green body under it, moon and lantern light.
#include "bay/world.glsl"
#include "lib/water.glsl"

// At the rim of the disc a pixel's middle may lie outside of it: centroid, or there is no number.
centroid in vec4 veil;
centroid in vec4 rippling;
centroid in vec3 roughness;
centroid in vec2 long_slope;
centroid in vec2 moon_slope;
centroid in vec3 moon_shine;
centroid in vec3 gold_path;
flat in vec3 body;
flat in vec3 gold;

void main() {
    vec3 to_eye = eye_position.xyz - world_position;
    float d2 = dot(to_eye, to_eye);
    float near = inversesqrt(d2);
    vec3 view = to_eye * near;
    vec2 slope = surface_of(Ripples(rippling.w, rippling.xyz, roughness.xy, 0.0), world_position.xz, time_s).slope + long_slope;

    // Slopes are small, so the normal is (-slope.x, 1, -slope.y). Facets that face away are hidden
    // at grazing angles: rough water mirrors a higher sky.
    float sigma = roughness.z;
    float cosine = view.y - dot(slope, view.xz);
    float f = fresnel(max(cosine, 0.35 * sigma + 0.5 * view.y), 0.02) * (1.0 - 0.9 * sigma);

    // The mirrored picture, looked up along the mirrored ray at the distance of most things that
    // stand in the water.
    float height = abs(2.0 * cosine - view.y) + 0.85 * sigma * (1.0 - view.y);
    vec2 away = view.xz + 2.0 * cosine * slope;
    vec3 image_at = world_position - vec3(away.x, height, away.y) * (0.35 * d2 * near + 0.8);
    vec4 clip = clip_from_world * vec4(image_at, 1.0);
    vec2 at = clip.xy * (0.5 / clip.w) + 0.5;
    vec2 along = vec2(0.0, min(0.030, 0.30 * sigma));
    vec3 seen = 0.5 * (textureLod(reflection, at + along, 0.0).rgb + textureLod(reflection, at - along, 0.0).rgb);
    // From below comes deep green-blue, lighter where one looks straight down, and lit by the sky.
    vec3 c = mix(body * (1.0 + 0.5 * view.y), seen, f);

    // The path of the afterglow: with the breath in it comes towards the seat, with the breath out
    // it draws back to the horizon. Ripples break it into long glints.
    float tilt = dot(slope, SUN_AZIMUTH);
    float across = gold_path.x + gold_path.y * slope.x;
    float along_it = (view.y + 0.35 * tilt) / (0.030 + 0.235 * glow);
    along_it *= along_it;
    c += gold * (exp2(-across * across - 1.1 * along_it * along_it) * gold_path.z * clamp(0.60 + 20.0 * tilt, 0.12, 1.7));

    // The moon's: facets that mirror it, a bright core and light about it, each a Gaussian of their
    // slope (Cox & Munk 1954; its fourth root is drawn as a parabola).
    vec2 off = moon_slope - slope;
    float off2 = dot(off, off);
    vec2 lobe = max(1.0 - 0.125 * off2 * moon_shine.xy, 0.0);
    lobe *= lobe;
    lobe *= lobe * moon_shine.xy;
    c += MOONLIGHT * min(moon_shine.z * (lobe.x + 2.5 * lobe.y), 0.95);

    color = vec4(c * veil.a + veil.rgb, 1.0);
}
