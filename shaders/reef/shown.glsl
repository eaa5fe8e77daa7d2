// Fragment stage: what a lit thing looks like through the water. Needs reef/world.glsl.

in vec3 soft;
in vec3 direct;
in vec3 kept;
in vec3 veil;

// `albedo` 0..1; `bright` scales the sun (caustics, mean 1); `glow` is light of its own.
//
// At the rim of a thin shape a pixel's middle may lie outside its triangle, where what was worked
// out at the corners runs on to any value: hence the bounds. (Not `centroid`: llvmpipe gives NaN
// where it covers a pixel by a hair.)
vec3 shown(vec3 albedo, float bright, vec3 glow) {
    vec3 light = clamp(soft, 0.0, 0.5) + clamp(direct, 0.0, 1.35 * sun_power()) * bright;
    return (albedo * light + glow) * clamp(kept, 0.0, 1.0) + clamp(veil, 0.0, 0.8);
}
