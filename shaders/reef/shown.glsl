// Fragment stage: what a lit thing looks like through the water. Centroid, because on thin shapes
// light worked out beside the triangle could be anything.

centroid in vec3 soft;
centroid in vec3 direct;
centroid in vec3 kept;
centroid in vec3 veil;

// `albedo` 0..1; `bright` scales the sun (caustics, mean 1); `glow` is light of its own.
vec3 shown(vec3 albedo, float bright, vec3 glow) {
    return (albedo * (soft + direct * bright) + glow) * kept + veil;
}
