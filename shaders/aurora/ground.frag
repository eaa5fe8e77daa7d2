// Dark clear ice that mirrors the sky softly, wind-blown snow over it, and the banks of the shore.
#include "aurora/world.glsl"
#include "lib/smooth_noise.glsl"

in vec4 veil;
in vec4 shape;
in vec2 path;
in vec4 lie_of;
flat in vec3 snow_light; // of snow under the open sky
flat in vec3 snow_side;  // and what a slope towards the curtains adds
flat in vec3 band;       // colour of the band of light
flat in vec3 deep;       // light from within the ice

void main() {
    // Ridges run across the wind, which comes from the north-west.
    vec2 q = mat2(0.80, 0.60, -0.60, 0.80) * world_position.xz;
    vec3 wide = smooth_noise_with_slope(q * vec2(0.16, 0.42) + vec2(9.7, 4.2)) * shape.z;
    vec3 fine = smooth_noise_with_slope(q * vec2(0.75, 2.3) + vec2(1.6, 0.9) * wide.x) * shape.w;
    float lie = wide.x + 0.30 * fine.x;
    float cover = smoothstep(0.26, 0.78, lie);               // snow on the ice
    float land = smoothstep(-0.012, 0.05, shape.x + 0.03 * fine.x);
    cover = max(cover * 0.92, land);

    // Snow: light from all the sky, and more of the curtains' where a ridge leans north. Ridges
    // are low, so that their light is linear in their slope. Hollows see less of the sky.
    vec2 slope = vec2(0.040, 0.105) * wide.yz + vec2(0.049, 0.150) * fine.yz;
    float north = 0.5 + 0.5 * dot(slope, vec2(-0.60, 0.80));
    vec3 snow = (snow_light + snow_side * (north * north)) * (1.0 + 0.20 * fine.x + 0.12 * wide.x);

    // Ice: the mirrored picture lies under itself, bent a little because ice is never quite flat.
    vec2 bend = 0.0040 * wide.yz + 0.0016 * fine.yz;
    vec2 at = gl_FragCoord.xy / viewport.zw + bend * tangents.xy;
    vec3 seen = textureLod(reflection, at, 0.0).rgb;
    // Frozen cracks, faint and wide enough for a pixel.
    float crack = max(1.0 - abs(wide.x + 0.10 * fine.x + 0.22) * lie_of.w, 0.0);
    vec3 body = vec3(0.0040, 0.0130, 0.0210) + deep * lie_of.z + vec3(0.020, 0.040, 0.050) * (crack * crack * path.y);
    vec3 c = mix(mix(body, seen, path.x), snow, cover);

    // The band of light on the ice: with the breath in it comes from the far shore to the seat,
    // with the breath out it draws back.
    float across = lie_of.x + 0.3 * wide.x;
    float lit = max(1.0 - 0.1733 * across * across, 0.0);    // to the fourth: nearly a Gaussian
    lit *= lit;
    c += band * (lit * lit * lie_of.y * (1.0 - 0.35 * land) * (0.82 + 0.22 * lie));
    // At the rim of the disc a pixel's middle may lie outside of it.
    color = vec4(c * clamp(veil.a, 0.0, 1.0) + clamp(veil.rgb, 0.0, 1.0), 1.0);
}
