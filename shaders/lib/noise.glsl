// Noise that does not tile, does not shimmer and costs little.
//
// Every function here is a pure function of its arguments (no texture, no clock), the same on
// every driver to rounding. Lattice hashes are integer, so patterns hold far from the origin.
// To stay calm in a headset each octave is faded before it gets finer than a pixel: hand in the
// `footprint`, the size of one pixel in the units of `p` (in a fragment shader use
// `footprint_of(p)` of lib/filter.glsl).

// Two random numbers 0..1 for a lattice cell (a 2-D variant of the PCG mixers in Jarzynski &
// Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020).
vec2 hash_cell(ivec2 cell) {
    uvec2 v = uvec2(cell) * 1664525u + 1013904223u;
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    v ^= v >> 16u;
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    return vec2(v >> 8u) * (1.0 / 16777216.0);
}

// One random number 0..1 for a lattice cell.
float hash_scalar(ivec2 cell) {
    uint v = (uint(cell.x) * 0x9E3779B1u) ^ (uint(cell.y) * 0x85EBCA77u);
    v = (v ^ (v >> 15u)) * 0x2C1B3C6Du;
    v ^= v >> 13u;
    return float(v >> 8u) * (1.0 / 16777216.0);
}

// How much of a pattern with this many cycles per unit survives a pixel of size `footprint`:
// 1 while a cycle covers four pixels, 0 from two pixels on (the Nyquist limit).
float band_kept(float cycles_per_unit, float footprint) {
    return 1.0 - smoothstep(0.25, 0.5, cycles_per_unit * footprint);
}

// Random numbers 0..1 at the four corners of a lattice cell: (0,0), (1,0), (0,1), (1,1). The two
// coordinates are mixed once for all four, which makes this the cheap way to hash a cell.
vec4 hash_corners(ivec2 cell) {
    uvec2 x = uvec2(cell.x, cell.x + 1) * 0x9E3779B1u;
    uvec2 y = uvec2(cell.y, cell.y + 1) * 0x85EBCA77u;
    uvec4 v = x.xyxy ^ y.xxyy;
    v = (v ^ (v >> 15u)) * 0x2C1B3C6Du;
    v ^= v >> 13u;
    return vec4(v >> 8u) * (1.0 / 16777216.0);
}

// Smooth value noise, -1..1, one feature per unit.
float noise(vec2 p) {
    vec2 cell = floor(p);
    vec2 f = p - cell;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec4 h = hash_corners(ivec2(cell));
    vec2 row = mix(h.xz, h.yw, u.x);
    return mix(row.x, row.y, u.y) * 2.0 - 1.0;
}

// Smooth value noise with its slope: x = value -1..1, yz = d/dp (units of value per unit of p).
// The fade is of fifth order, so that even what mirrors in the slope has no seams.
vec3 noise_with_slope(vec2 p) {
    vec2 cell = floor(p);
    vec2 f = p - cell;
    vec2 u = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    vec2 du = 30.0 * f * f * (f * (f - 2.0) + 1.0);
    vec4 h = hash_corners(ivec2(cell));
    float k1 = h.y - h.x;
    float k2 = h.z - h.x;
    float k3 = h.x - h.y - h.z + h.w;
    float value = h.x + k1 * u.x + k2 * u.y + k3 * u.x * u.y;
    vec2 slope = du * (vec2(k1, k2) + k3 * u.yx);
    return vec3(value * 2.0 - 1.0, slope * 2.0);
}

// Turns the lattice between octaves so that no direction repeats; also doubles frequency (x 2.03).
const mat2 NEXT_OCTAVE = mat2(1.624, 1.218, -1.218, 1.624);

// Three octaves of noise, about -1..1, faded by the pixel's footprint.
float fbm3(vec2 p, float footprint) {
    float sum = 0.55 * noise(p) * band_kept(1.0, footprint);
    p = NEXT_OCTAVE * p + 17.3;
    sum += 0.29 * noise(p) * band_kept(2.03, footprint);
    p = NEXT_OCTAVE * p + 5.7;
    return sum + 0.16 * noise(p) * band_kept(4.1, footprint);
}

// Smooth noise along a line, -1..1, one feature per unit. Cheap: two hashes.
float noise_1d(float x) {
    float cell = floor(x);
    float f = x - cell;
    float u = f * f * (3.0 - 2.0 * f);
    int i = int(cell);
    return mix(hash_scalar(ivec2(i, 71)), hash_scalar(ivec2(i + 1, 71)), u) * 2.0 - 1.0;
}
