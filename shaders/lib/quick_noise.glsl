// Noise like that of lib/noise.glsl from arithmetic in floats only, for what multiplies whole numbers
// slowly (a software rasteriser). Good to about 1000 units from the origin.

// Random numbers 0..1 at the four corners of a lattice cell: (0,0), (1,0), (0,1), (1,1). Each
// coordinate goes to a low-discrepancy sequence (the two of R2, Roberts 2018); the square of their
// product mixes them.
vec4 quick_corners(vec2 cell) {
    vec4 axis = fract(vec4(cell, cell + 1.0) * vec4(0.7548777, 0.5698403, 0.7548777, 0.5698403)) + vec4(0.61, 0.53, 0.61, 0.53);
    vec4 t = axis.xzxz * axis.yyww;
    return fract(t * (173.3 * t + 61.7));
}

// Smooth value noise, -1..1, one feature per unit.
float quick_noise(vec2 p) {
    vec2 cell = floor(p);
    vec2 f = p - cell;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec4 h = quick_corners(cell);
    vec2 row = mix(h.xz, h.yw, u.x);
    return mix(row.x, row.y, u.y) * 2.0 - 1.0;
}

// The same with its slope: x = value -1..1, yz = d/dp.
vec3 quick_noise_with_slope(vec2 p) {
    vec2 cell = floor(p);
    vec2 f = p - cell;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 12.0 * f * (1.0 - f);
    vec4 h = quick_corners(cell);
    vec2 row = mix(h.xz, h.yw, u.x);
    float down = row.y - row.x;
    float right = mix(h.y - h.x, h.w - h.z, u.y);
    return vec3((row.x + down * u.y) * 2.0 - 1.0, du * vec2(right, down));
}
