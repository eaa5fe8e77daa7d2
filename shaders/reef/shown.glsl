// Fragment stage: what a lit thing looks like through the water. Needs reef/world.glsl.

in vec3 shaded;
in vec3 sunned;
in vec3 lit;
in vec3 kept;
in vec3 veil;
flat in float brightest;

// `albedo` 0..1; `glow` is light of its own.
//
// At the rim of a thin shape a pixel's middle may lie outside its triangle, where what was worked
// out at the corners runs on to any value: hence the bounds. (Not `centroid`: llvmpipe gives NaN
// where it covers a pixel by a hair.)
vec3 shown(vec3 albedo, vec3 glow) {
    return albedo * clamp(lit, 0.0, 0.3 + brightest) + glow * clamp(kept, 0.0, 1.0) + clamp(veil, 0.0, 0.8);
}

// The same, without a light of its own.
vec3 shown(vec3 albedo) {
    return albedo * clamp(lit, 0.0, 0.3 + brightest) + clamp(veil, 0.0, 0.8);
}

// The same under caustics, which scale the sun by `bright` (mean 1).
vec3 shown_under(float bright, vec3 albedo) {
    return albedo * (clamp(shaded, 0.0, 0.4) + clamp(sunned, 0.0, brightest) * bright) + clamp(veil, 0.0, 0.8);
}
