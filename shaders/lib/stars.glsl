// Stars as points of their own: exact sub-pixel size, so they never crawl when the head turns.

// A direction for a star, even over the sky above `lowest` (sine of elevation), from two random
// numbers 0..1.
vec3 star_direction(vec2 random, float lowest) {
    float y = mix(lowest, 1.0, random.x);
    float a = 6.2831853 * random.y;
    float r = sqrt(max(0.0, 1.0 - y * y));
    return vec3(r * cos(a), y, r * sin(a));
}

// Brightness from a random number 0..1: few bright, many faint, as counts of magnitudes go
// (each magnitude about three times as many; 10^(-0.4 m) with N ~ 10^(0.5 m) gives r^-0.8).
float star_brightness(float random) {
    return min(0.030 * pow(random + 0.004, -0.8), 1.0);
}

// Colour of a star, bluish through white to amber, from a random number 0..1.
vec3 star_color(float random) {
    return mix(mix(vec3(0.72, 0.83, 1.0), vec3(1.0), smoothstep(0.1, 0.5, random)),
               vec3(1.0, 0.83, 0.62), smoothstep(0.65, 1.0, random));
}
