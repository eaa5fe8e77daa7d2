// Dark clear ice that mirrors the sky softly, wind-blown snow over it, and the banks of the shore.
#include "aurora/world.glsl"

in vec3 air;
in float height;

void main() {
    vec3 p = world_position;
    vec3 to_eye = eye_position.xyz - p;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    // A pixel's mark on the ground is long at grazing angles.
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.22);

    // Ridges run across the wind, which comes from the north-west.
    vec2 q = mat2(0.80, 0.60, -0.60, 0.80) * p.xz;
    vec3 wide = noise_with_slope(q * vec2(0.16, 0.42) + 0.3) * band_kept(0.42, footprint);
    vec3 fine = vec3(0.0);
    if (footprint < 0.30) fine = noise_with_slope(q * vec2(0.75, 2.3) + vec2(1.6, 0.9) * wide.x) * band_kept(2.3, footprint);
    float lie = wide.x + 0.30 * fine.x;
    float cover = smoothstep(0.26, 0.78, lie);               // snow on the ice
    float land = smoothstep(-0.012, 0.05, height + 0.03 * fine.x);
    cover = max(cover * 0.92, land);

    // Snow: soft ridges, light that comes from all the sky.
    vec2 slope = 0.10 * vec2(0.40, 1.05) * wide.yz + 0.065 * vec2(0.75, 2.3) * fine.yz;
    slope = slope * mat2(0.80, 0.60, -0.60, 0.80);
    vec3 n = normalize(vec3(-slope.x, 1.0, -slope.y));
    // Hollows are darker: they see less of the sky.
    vec3 snow = vec3(0.80, 0.86, 0.93) * night_light(n) * (1.0 + 0.20 * fine.x + 0.12 * wide.x);

    // Ice: the mirrored picture, blurred because ice is never quite flat.
    vec3 c = snow;
    if (cover < 0.995) {
        vec2 wobble = 0.010 * wide.yz + 0.006 * fine.yz;
        vec3 mirror = normalize(vec3(-view.x + wobble.x, view.y, -view.z + wobble.y));
        vec4 clip = clip_from_world * vec4(p + vec3(mirror.x, -mirror.y, mirror.z) * (0.5 * d + 2.0), 1.0);
        vec2 at = clip.xy / clip.w * 0.5 + 0.5;
        vec2 inside = smoothstep(vec2(-0.06), vec2(0.0), at) * smoothstep(vec2(-0.06), vec2(0.0), 1.0 - at);
        float known = inside.x * inside.y;
        vec2 blur = vec2(0.004 * viewport.w / viewport.z, 0.016) * (0.5 + 0.5 * smoothstep(2.0, 40.0, d));
        vec3 seen = (textureLod(reflection, at + vec2(0.0, 1.5) * blur, 0.0).rgb + textureLod(reflection, at + vec2(1.5, -0.6) * blur, 0.0).rgb +
                     textureLod(reflection, at - vec2(1.5, 0.9) * blur, 0.0).rgb) / 3.0;
        if (known < 1.0) seen = mix(night_sky(mirror) + GREEN * (0.05 * power()), seen, known);
        float f = fresnel(max(view.y, 0.10), 0.045);
        vec3 body = vec3(0.0040, 0.0130, 0.0210) + vec3(0.010, 0.030, 0.040) * power() * (0.35 + 0.65 * view.y);
        // Frozen cracks, faint and wide enough for a pixel.
        float crack = 1.0 - smoothstep(0.0, 0.035 + 0.9 * footprint, abs(wide.x + 0.10 * fine.x + 0.22));
        body += vec3(0.020, 0.040, 0.050) * crack * band_kept(1.2, footprint);
        c = mix(mix(body, seen, min(f * 1.5 + 0.06, 0.92)), snow, cover);
    }

    // The band of light on the ice: with the breath in it comes from the far shore to the seat,
    // with the breath out it draws back.
    if (view.z > 0.0) {
        float bearing = -view.x * inversesqrt(max(dot(view.xz, view.xz), 1e-5)) + 0.045;
        float across = (bearing + 0.05 * wide.x) / (0.13 + 0.42 * view.y);
        float along = view.y / (0.035 + 0.36 * glow);
        float path = exp2(-across * across) * exp2(-1.2 * along * along) * (1.0 - 0.35 * land);
        c += mix(GREEN, vec3(0.16, 0.50, 0.46), 0.5) * path * (0.07 + 0.30 * glow) * (0.82 + 0.22 * lie);
    }
    color = vec4(through_air(c, d, air), 1.0);
}
