// The sky after sunset, as a function of direction. All colours are linear light.
//
// What the eye knows of dusk and what is modelled: light that has crossed the long way through the
// air has lost its blue (an orange band where the sun went down, paler above it); above that ozone
// and single scattering make the deep blue of the zenith; opposite the sun the shadow of the Earth
// rises, slate blue, under a rose band, the Belt of Venus.

struct Dusk {
    vec2 sun;       // horizontal unit vector (x, z) towards the place where the sun went down
    float warmth;   // 0..1: pale rose to full gold afterglow
    float clarity;  // 0..1: veiled to crystal air
    float hour;     // 0..1: just after sunset to blue hour's end
};

// Clear sky without clouds in direction `ray` (unit length). Below the horizon it mirrors.
vec3 dusk_gradient(vec3 ray, Dusk dusk) {
    float e = abs(ray.y);
    float towards = 0.5 + 0.5 * dot(ray.xz, dusk.sun) * inversesqrt(max(dot(ray.xz, ray.xz), 1e-6));
    float t2 = towards * towards;
    float t4 = t2 * t2;
    float day = 1.0 - dusk.hour;

    // Blue of the vault: lighter towards the horizon and towards the sun.
    vec3 zenith = vec3(0.0080, 0.0220, 0.0820) + vec3(0.012, 0.040, 0.120) * day;
    vec3 middle = vec3(0.0380, 0.0880, 0.2050) + vec3(0.060, 0.125, 0.195) * day;
    float rim = exp2(-4.3 * e);
    vec3 sky = mix(zenith, middle, rim * (0.50 + 0.50 * towards));

    // Opposite the sun: the Earth's shadow low, the rose belt above it.
    float shadow = exp2(-13.0 * e);
    float belt_at = (e - 0.17) * 7.5;
    float belt = exp2(-belt_at * belt_at) * (1.0 - towards * 0.8);
    sky += vec3(0.150, 0.058, 0.085) * belt * (0.45 + 0.55 * dusk.warmth) * (0.4 + 0.6 * day);
    sky = mix(sky, vec3(0.060, 0.082, 0.150), shadow * (1.0 - t2) * 0.55);

    // The afterglow: gold at the rim, peach over it, then a pale green-blue gap before the blue.
    float lit = (0.30 + 0.70 * dusk.warmth) * (0.55 + 0.55 * day);
    vec3 rose = mix(vec3(1.25, 0.56, 0.36), vec3(2.10, 0.86, 0.14), dusk.warmth);
    vec3 peach = mix(vec3(0.62, 0.33, 0.27), vec3(0.98, 0.46, 0.160), dusk.warmth);
    float bulb = t4 * t4;
    sky += rose * lit * exp2(-20.0 * e) * (0.12 * t2 + 0.30 * t4 + 1.00 * bulb * t4);
    sky += peach * lit * exp2(-8.2 * e) * (0.16 * t2 + 0.84 * bulb);
    sky += vec3(0.170, 0.205, 0.140) * lit * exp2(-4.2 * e) * t4 * t2;

    // Veil: low cloudy air lies over the first degrees and takes colour out.
    vec3 veil = mix(vec3(0.095, 0.118, 0.185), vec3(0.62, 0.34, 0.20), t4 * (0.25 + 0.6 * dusk.warmth));
    return mix(sky, veil, (1.0 - dusk.clarity) * (0.12 + 0.50 * exp2(-7.0 * e)));
}
