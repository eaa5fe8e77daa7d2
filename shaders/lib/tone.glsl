// From linear light to what a display is sent. Used by the engine's last pass.

// A film-like shoulder. Up to the knee light is shown as it is, so a scene's author gets the
// colours that were asked for; above it the brightest channel bends towards 1 without a kink, the
// other two keep their ratio to it (no hue shift), and very bright light pales to white as on
// film. The plan is that of the Khronos PBR neutral tone mapper (2024), with a lower knee and an
// exponential shoulder, for dusk rather than for products.
vec3 tone_map(vec3 linear) {
    const float knee = 0.55;
    linear = max(linear, vec3(0.0));
    float peak = max(linear.r, max(linear.g, linear.b));
    if (peak <= knee) return linear;
    float bent = 1.0 - (1.0 - knee) * exp(-(peak - knee) / (1.0 - knee));
    float pale = 1.0 - 1.0 / (0.12 * (peak - bent) + 1.0);
    return mix(linear * (bent / peak), vec3(bent), pale);
}

// IEC 61966-2-1. The power 1 / 2.4 as a quotient of polynomials of the square root, which costs less
// than pow: fitted for the least greatest error, which is 0.045 of a step of 8 bits.
vec3 srgb_encode(vec3 linear) {
    linear = clamp(linear, 0.0, 1.0);
    vec3 root = sqrt(linear);
    vec3 curved = (root * (0.34942359 + root * (0.97072312 - 0.06787470 * root)) - 0.01047393) / (root + 0.24199348);
    return mix(curved, 12.92 * linear, lessThanEqual(linear, vec3(0.0031308)));
}

// Noise in steps of an 8-bit display, for each channel its own, triangular over -1..1: the
// differences of three even numbers (interleaved gradient noise, Jimenez, SIGGRAPH 2014), whose
// energy lies at high spatial frequencies: it breaks up bands in dark gradients without looking like
// grain. As they add up to nothing it hardly shows in luminance. `seed` moves it from frame to frame.
vec3 dither_noise(vec2 pixel, float seed) {
    vec3 u = fract(vec3(52.9829189, 97.3127, 31.7391) * fract(dot(pixel + 5.588238 * seed, vec2(0.06711056, 0.00583715))));
    return u - u.yzx;
}
