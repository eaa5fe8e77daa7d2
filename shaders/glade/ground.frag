// Moss, and old leaves where there is none.
#include "glade/world.glsl"
#include "lib/filter.glsl"

in vec4 air;
in vec3 state;

void main() {
    vec2 p = world_position.xz;
    float fp = footprint_of(p);
    vec3 bump = noise_with_slope(p * 3.1) * band_kept(3.1, fp);
    float fine = 0.0;
    float leaf = 0.0;
    float bare = state.y + 0.45 * bump.x;
    if (fp < 0.0208) fine = noise(p * 24.0) * band_kept(24.0, fp);
    if (fp < 0.0294 && bare < 0.25) {
        leaf = max(noise(mat2(0.8, 0.6, -0.6, 0.8) * p * 15.0), noise(mat2(0.5, 0.87, -0.87, 0.5) * p * vec2(11.0, 19.0) + 5.0)) * band_kept(17.0, fp) - 0.2;
    }
    float moss = smoothstep(-0.45, 0.15, bare + 0.12 * leaf);
    vec3 litter = mix(vec3(0.048, 0.034, 0.023), vec3(0.128, 0.080, 0.044), smoothstep(-0.6, 0.7, leaf + 0.3 * fine));
    vec3 green = mix(vec3(0.034, 0.058, 0.013), vec3(0.100, 0.140, 0.030), smoothstep(-0.9, 0.9, bump.x + 0.55 * fine));
    vec3 n = normalize(normal - 0.30 * vec3(bump.y, 0.0, bump.z) * (0.4 + 0.6 * moss));
    // The light on the floor is broken by leaves.
    float lit = smoothstep(0.08, 0.75, state.x + 0.22 * bump.x * step(0.07, state.x));
    color = vec4(in_air(mix(litter, green, moss) * glade_light(n, state.z, 2.3 * lit), air), 1.0);
}
