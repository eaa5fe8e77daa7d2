// Water: the mirrored world bent by ripples, the dark green body under it, moon and lantern light.
#include "bay/world.glsl"
#include "lib/smooth_noise.glsl"

// At the rim of the disc a pixel's middle may lie outside of it: centroid, or there is no number.
centroid in vec3 place;
centroid in vec4 veil;
centroid in vec4 rippling;
centroid in vec4 lie;
flat in vec3 body;
flat in vec3 gold;

// Waves of parabolas, -1..1, as high and as long as a cosine of 6.28 times `turns` and as smooth to
// the eye, for a quarter of what a cosine costs.
vec3 swing(vec3 turns) {
    vec3 t = fract(turns + 0.25) - 0.5;
    return t * (16.0 * abs(t) - 8.0);
}

// Slope of the ripples here: three crossing long ones, and a small field that drifts, itself combed
// by a pair of finer ripples whose fronts it bends.
vec2 ripple_slope() {
    vec2 p = place.xz;
    vec3 small = smooth_noise_with_slope(p * vec2(1.15, 1.4) + vec2(0.33, 0.52) * time_s);
    vec3 turns = vec3(dot(p, vec2(0.24669, 0.37401)), dot(p, vec2(-0.46155, 0.41380)), dot(p, vec2(0.70028, 0.19099)));
    turns += vec3(0.41380, 0.54113, 0.65254) * rippling.w - vec3(0.21486, 0.27852, 0.31035) * time_s;
    vec3 c = vec3(0.044, 0.036, 0.030) * swing(turns);
    vec2 slope = lie.xy + rippling.x * (vec2(0.55, 0.83) * c.x + vec2(-0.74, 0.67) * c.y + vec2(0.96, 0.26) * c.z);
    vec2 fine = swing(vec3(dot(p, vec2(1.31, 1.93)) - 0.62 * time_s, dot(p, vec2(-1.72, 1.37)) - 0.71 * time_s, 0.0) + (0.55 * small.x + 0.9 * rippling.w)).xy;
    return slope + rippling.y * small.yz + rippling.z * (vec2(0.56, 0.83) * fine.x + vec2(-0.78, 0.62) * fine.y);
}

void main() {
    vec3 to_eye = eye_position.xyz - place;
    float d2 = dot(to_eye, to_eye);
    float near = inversesqrt(d2);
    vec3 view = to_eye * near;
    vec2 slope = ripple_slope();

    // Slopes are small, so the normal is (-slope.x, 1, -slope.y). Facets that face away are hidden
    // at grazing angles: rough water mirrors a higher sky.
    float sigma = lie.z;
    float cosine = view.y - dot(slope, view.xz);
    float f = fresnel(max(cosine, 0.35 * sigma + 0.5 * view.y), 0.02) * (1.0 - 0.9 * sigma);

    // The mirrored picture, looked up along the mirrored ray at the distance of most things that
    // stand in the water.
    float height = abs(2.0 * cosine - view.y) + 0.85 * sigma * (1.0 - view.y);
    vec2 away = view.xz + 2.0 * cosine * slope;
    vec3 image_at = place - vec3(away.x, height, away.y) * (0.35 * d2 * near + 0.8);
    vec4 clip = clip_from_world * vec4(image_at, 1.0);
    // Rough water draws it out up and down.
    vec2 at = clip.xy * (0.5 / clip.w) + 0.5;
    vec2 along = vec2(0.0, min(0.030, 0.30 * sigma));
    vec3 seen = 0.5 * (textureLod(reflection, at + along, 0.0).rgb + textureLod(reflection, at - along, 0.0).rgb);
    // From below comes deep green-blue, lighter where one looks straight down, and lit by the sky.
    vec3 c = mix(body * (1.0 + 0.5 * view.y), seen, f);

    // The path of the afterglow: with the breath in it comes towards the seat, with the breath out
    // it draws back to the horizon. Ripples break it into long glints.
    float tilt = dot(slope, SUN_AZIMUTH);
    float towards = -dot(view.xz, SUN_AZIMUTH);
    float across = (dot(view.xz, vec2(SUN_AZIMUTH.y, -SUN_AZIMUTH.x)) + 0.9 * slope.x) / (0.055 + 0.10 * view.y);
    float along_it = (view.y + 0.35 * tilt) / (0.030 + 0.235 * glow);
    along_it *= along_it;
    float path = max(1.0 - 0.0866 * (across * across + 1.1 * along_it * along_it), 0.0);  // to the eighth: nearly exp2
    path *= path;
    path *= path;
    c += gold * (path * path * clamp(5.0 * towards, 0.0, 1.0) * clamp(0.60 + 20.0 * tilt, 0.12, 1.7));

    // The moon's: facets that mirror it, a bright core and light about it, each a Gaussian of their
    // slope (Cox & Munk 1954; its fourth root is drawn as a parabola).
    vec3 half_way = view + MOON;
    vec2 off = half_way.xz / max(half_way.y, 1e-3) + slope;
    vec2 spread = 1.0 / (sigma * sigma + vec2(2.5e-4, 2.6e-3));
    vec2 lobe = max(1.0 - 0.125 * dot(off, off) * spread, 0.0);
    lobe *= lobe;
    lobe *= lobe * spread;
    c += MOONLIGHT * min(lie.w * (lobe.x + 2.5 * lobe.y), 0.95);

    color = vec4(c * veil.a + veil.rgb, 1.0);
}
