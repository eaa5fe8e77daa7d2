// What lies behind the trees: mist with light in it, the roof of leaves high up, and the morning
// sky in its gaps.
#include "glade/world.glsl"
#include "lib/filter.glsl"

void main() {
    vec3 r = normalize(ray);
    vec3 air = air_color(r);
    if (r.y < 0.03) {
        color = vec4(air, 1.0);
        return;
    }
    float g = 0.5 + 0.5 * dot(r, SUN);
    float g4 = g * g * g * g;
    vec3 sky = mix(vec3(0.030, 0.070, 0.160), vec3(0.210, 0.370, 0.540), hour) * (0.75 + 0.25 * r.y);
    sky += sun_color() * (sunrise() * 0.50 * g4) + vec3(0.10, 0.13, 0.13) * (hour * g);

    const float ROOF_M = 12.0;
    float d = ROOF_M / r.y;
    vec2 q = r.xz * d;
    float fp = footprint_of(q);
    float wide = noise(q * 0.21 + 3.0);
    float mid = noise(q * 0.75 + 7.0) * band_kept(0.75, fp);
    float fine = 0.0;
    float leaf = 0.0;
    if (fp < 0.217) fine = noise(q * 2.3) * band_kept(2.3, fp);
    if (fp < 0.089) leaf = noise(mat2(0.8, 0.6, -0.6, 0.8) * q * 5.6) * band_kept(5.6, fp);
    // Open above the glade, closed beyond it.
    float thick = 0.50 * wide + 0.34 * mid + 0.36 * fine + 0.42 * leaf + mix(-1.05, 0.62, smoothstep(2.5, 11.0, length(q - vec2(-1.2, -2.0))));
    float soft = 0.08 + 0.25 * smoothstep(0.1, 0.5, fp);
    float cover = smoothstep(-soft, soft, thick);
    float deep = smoothstep(0.0, 0.9, thick + 0.25 * fine + 0.30 * leaf);
    vec3 green = mix(vec3(0.085, 0.130, 0.035), vec3(0.016, 0.030, 0.016), deep) * mix(0.30, 1.0, hour);
    green += vec3(0.22, 0.24, 0.05) * (1.0 - deep) * sunrise() * g4;
    float lost = 1.0 - exp2(-1.442695 * d / mix(22.0, 38.0, warmth));
    color = vec4(mix(mix(sky, green, cover), air, lost), 1.0);
}
