// Snow in the low sun, the long shadows of the wood on the left, and the frozen stream.
#include "snowline/world.glsl"

in vec3 air;
in vec2 slope;
in vec3 lie;

void main() {
    vec3 p = world_position;
    vec3 to_eye = eye_position.xyz - p;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    float footprint = d * pixel / mix(max(view.y, 0.004), 1.0, 0.22);

    // Wide drifts and the wind's ridges on them.
    const mat2 WIND = mat2(0.86, 0.51, -0.51, 0.86);
    vec2 q = WIND * p.xz;
    vec3 wide = noise_with_slope(q * vec2(0.20, 0.34) + 0.7) * band_kept(0.34, footprint);
    vec3 fine = vec3(0.0);
    if (footprint < 0.26) fine = noise_with_slope(q * vec2(0.62, 1.9) + vec2(1.3, 0.8) * wide.x) * band_kept(1.9, footprint);
    vec2 drift = 0.22 * vec2(0.20, 0.34) * wide.yz * 2.6 + 0.040 * vec2(0.62, 1.9) * fine.yz;
    drift /= 1.0 + 0.022 * d;   // far off, what a pixel sees is the mean of many
    vec2 s = slope + drift * WIND;
    vec3 n = normalize(vec3(-s.x, 1.0, -s.y));

    // Shadows of the wood: long bars along the sun's bearing, frayed, softer the farther they reach.
    float across = dot(p.xz, vec2(-SUN_LEVEL.y, SUN_LEVEL.x));
    float along = dot(p.xz, SUN_LEVEL);
    float bars = lie.z + 0.20 * wide.x + 0.12 * fine.x;
    float shade = smoothstep(0.10, 0.40, bars) * smoothstep(-34.0, -4.0, along + 0.2 * across);
    float sun = 1.0 - 0.95 * shade;

    // The stream lies in soft banks; the sun looks into the right one.
    float bank = abs(lie.x) - lie.y + 0.16 * wide.x + 0.05 * fine.x;
    float right = clamp(lie.x / lie.y, -1.0, 1.0);
    float brow = smoothstep(1.5, 0.25, bank);
    n = normalize(n + vec3(-0.55 * right * brow, 0.0, 0.0));
    sun *= 1.0 - 0.75 * brow * max(-right, 0.0);
    vec3 c = SNOW * day_light(n, sun) * (1.0 + 0.05 * wide.x + 0.035 * fine.x);

    // Its ice is dark and mirrors the sky; snow has blown over it.
    if (bank < 0.10) {
        float ice = smoothstep(0.10, -0.06 - 0.5 * footprint, bank);
        float f = fresnel(max(view.y, 0.06), 0.05);
        vec3 mirror = normalize(vec3(-view.x + 0.02 * fine.y, view.y, -view.z + 0.02 * fine.z));
        vec3 body = vec3(0.030, 0.085, 0.105) + vec3(0.020, 0.050, 0.055) * (0.5 + 0.5 * wide.x);
        float crack = 1.0 - smoothstep(0.0, 0.05 + 0.9 * footprint, abs(wide.x + 0.35 * fine.x + 0.10));
        body += vec3(0.07, 0.10, 0.11) * crack * band_kept(1.2, footprint);
        float dust = smoothstep(0.10, 0.62, fine.x + 0.7 * wide.x + 0.15);
        c = mix(c, mix(mix(body, day_sky(mirror) * vec3(0.72, 0.85, 0.95), min(f, 0.6)), c, dust * 0.85), ice);
    }
    color = vec4(through_air(c, d, air), 1.0);
}
