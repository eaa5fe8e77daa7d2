// Light through paper: what the flame throws on it from within, and the flame's own soft shape.
#include "lantern/world.glsl"
#include "lantern/profile.glsl"
#include "lib/filter.glsl"

in vec3 local;
in vec3 from_flame;
flat in vec3 lamp;
flat in float power;

void main() {
    vec3 n = normalize(normal);
    vec3 view = normalize(eye_position.xyz - world_position);
    float facing = clamp(dot(n, view), 0.0, 1.0);

    // Irradiance from within, and the flame seen through: near the ray that passes it.
    float d2 = dot(from_flame, from_flame);
    float within = 0.085 * max(dot(from_flame, n), 0.02) * inversesqrt(d2) / (d2 + 0.03);
    float along = dot(from_flame, view);
    float beside2 = d2 - along * along;
    float seen = 1.0 / (1.0 + 26.0 * beside2);
    float light = within * (0.42 + 0.58 * sqrt(facing)) + 0.78 * seen * facing;

    // Washi: cloudy thickness, long fibres this way and that.
    vec2 p = vec2(atan(local.z, local.x) * 1.9, local.y * 1.9);
    float fp = footprint_of(vec2(local.x + local.z, local.y) * 1.9);
    float cloud = noise(p * 3.1) * 0.6 + noise(p * 7.0 + 3.0) * 0.4 * band_kept(7.0, fp);
    vec2 q = mat2(0.8, 0.6, -0.6, 0.8) * p;
    vec2 s = mat2(0.86, -0.5, 0.5, 0.86) * p;
    float fibre = noise(q * vec2(11.0, 62.0)) * band_kept(62.0, fp) + noise(s * vec2(52.0, 9.0)) * band_kept(52.0, fp);
    float paper = 1.0 + 0.085 * cloud + 0.050 * fibre;

    // Hoops behind the paper darken it; so do the seams, where two sheets overlap.
    float hoop_at = abs(local.y) / 0.93 * RIBS;
    float wide = max(fwidth(hoop_at), 0.01);
    float to_hoop = abs(fract(hoop_at + 0.5) - 0.5);
    float hoop = (1.0 - smoothstep(0.035, 0.075 + wide, to_hoop)) * min(0.11 / wide, 1.0);
    float shade = 1.0 - 2.0 * to_hoop;
    paper *= 1.0 - 0.42 * hoop - 0.10 * shade * shade;
    float seam_at = atan(local.z, local.x) * 1.2732395 + 0.35;
    float to_seam = abs(fract(seam_at) - 0.5);
    float seam_wide = max(fwidth(seam_at), 0.004);
    paper *= 1.0 - 0.12 * (1.0 - smoothstep(0.012, 0.016 + min(seam_wide, 0.2), to_seam)) * min(0.03 / seam_wide, 1.0);

    // Thin light is deeper in colour than full light.
    vec3 c = mix(lamp * vec3(1.0, 0.82, 0.64), mix(lamp, vec3(1.0, 0.80, 0.48), 0.45), clamp(light * 1.15, 0.0, 1.0));
    c *= light * paper * power * 1.18;
    c += night(0.3, view.xz) * 0.5;

    // The wooden rings.
    float wood = smoothstep(0.925, 0.935, abs(local.y));
    vec3 lacquer = vec3(0.012, 0.007, 0.005) + lamp * vec3(1.0, 0.75, 0.6) * power * (0.030 + 0.05 * pow(1.0 - facing, 3.0));
    color = vec4(mix(c, lacquer, wood), 1.0);
}
