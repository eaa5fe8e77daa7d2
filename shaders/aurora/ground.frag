// Dark clear ice that mirrors the sky softly, wind-blown snow over it, and the banks of the shore.
#include "aurora/world.glsl"

// At the rim of the disc a pixel's middle may lie outside of it.
centroid in vec4 veil;
centroid in vec3 open_sky;
centroid in vec4 shape;
centroid in float cracking;
flat in vec3 band;    // colour of the band of light
flat in vec3 light_up;
flat in vec3 light_side;
flat in vec3 deep;    // light from within the ice
flat in float reach;  // how far the band comes

void main() {
    vec3 p = world_position;
    vec3 to_eye = eye_position.xyz - p;
    float d = length(to_eye);
    vec3 view = to_eye / d;
    float height = shape.x;
    float footprint = shape.y;

    // Ridges run across the wind, which comes from the north-west.
    vec2 q = mat2(0.80, 0.60, -0.60, 0.80) * p.xz;
    vec3 wide = noise_with_slope(q * vec2(0.16, 0.42) + 0.3) * shape.z;
    vec3 fine = noise_with_slope(q * vec2(0.75, 2.3) + vec2(1.6, 0.9) * wide.x) * shape.w;
    float lie = wide.x + 0.30 * fine.x;
    float cover = smoothstep(0.26, 0.78, lie);               // snow on the ice
    float land = smoothstep(-0.012, 0.05, height + 0.03 * fine.x);
    cover = max(cover * 0.92, land);

    // Snow: soft ridges, light that comes from all the sky.
    vec2 slope = 0.10 * vec2(0.40, 1.05) * wide.yz + 0.065 * vec2(0.75, 2.3) * fine.yz;
    slope = slope * mat2(0.80, 0.60, -0.60, 0.80);
    vec3 n = normalize(vec3(-slope.x, 1.0, -slope.y));
    // Hollows are darker: they see less of the sky.
    vec3 snow = vec3(0.80, 0.86, 0.93) * hemisphere_light(n, light_up, light_side, LIGHT_BELOW, NORTH) * (1.0 + 0.20 * fine.x + 0.12 * wide.x);

    // Ice: the mirrored picture, blurred because ice is never quite flat.
    vec2 wobble = 0.010 * wide.yz + 0.006 * fine.yz;
    vec3 image_at = p + vec3(wobble.x - view.x, -view.y, wobble.y - view.z) * (0.5 * d + 2.0);
    vec4 clip = clip_from_world * vec4(image_at, 1.0);
    vec2 at = clip.xy / clip.w * 0.5 + 0.5;
    vec2 inside = clamp(1.0 + min(at, 1.0 - at) / 0.06, 0.0, 1.0);
    vec2 blur = vec2(0.004 * viewport.w / viewport.z, 0.016) * (0.5 + 0.5 * smoothstep(2.0, 40.0, d));
    vec2 apart = vec2(1.0, 1.2) * blur;
    vec3 seen = 0.5 * (textureLod(reflection, at + apart, 0.0).rgb + textureLod(reflection, at - apart, 0.0).rgb);
    seen = mix(open_sky, seen, inside.x * inside.y);
    float f = fresnel(max(view.y, 0.10), 0.045);
    vec3 body = vec3(0.0040, 0.0130, 0.0210) + deep * (0.35 + 0.65 * view.y);
    // Frozen cracks, faint and wide enough for a pixel.
    float crack = 1.0 - smoothstep(0.0, 0.035 + 0.9 * footprint, abs(wide.x + 0.10 * fine.x + 0.22));
    body += vec3(0.020, 0.040, 0.050) * (crack * cracking);
    vec3 c = mix(mix(body, seen, min(f * 1.5 + 0.06, 0.92)), snow, cover);

    // The band of light on the ice: with the breath in it comes from the far shore to the seat,
    // with the breath out it draws back.
    float bearing = -view.x * inversesqrt(max(dot(view.xz, view.xz), 1e-5)) + 0.045;
    float across = (bearing + 0.05 * wide.x) / (0.13 + 0.42 * view.y);
    float along = view.y * reach;
    float path = exp2(-across * across - 1.2 * along * along) * (1.0 - 0.35 * land) * step(0.0, view.z);
    c += band * (path * (0.82 + 0.22 * lie));
    color = vec4(c * veil.a + veil.rgb, 1.0);
}
