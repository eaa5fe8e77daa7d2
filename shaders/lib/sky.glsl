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
    vec3 rose = mix(vec3(0.95, 0.42, 0.34), vec3(1.55, 0.56, 0.105), dusk.warmth);
    vec3 peach = mix(vec3(0.50, 0.27, 0.25), vec3(0.74, 0.34, 0.135), dusk.warmth);
    float bulb = t4 * t4;
    sky += rose * lit * exp2(-19.0 * e) * (0.18 * t2 + 1.05 * bulb);
    sky += peach * lit * exp2(-8.2 * e) * (0.22 * t2 + 0.78 * t4 * t2);
    sky += vec3(0.165, 0.185, 0.135) * lit * exp2(-4.0 * e) * t4;

    // Veil: low cloudy air lies over the first degrees and takes colour out.
    vec3 veil = mix(vec3(0.105, 0.125, 0.190), vec3(0.50, 0.29, 0.22), t4 * (0.25 + 0.6 * dusk.warmth));
    return mix(sky, veil, (1.0 - dusk.clarity) * (0.12 + 0.50 * exp2(-7.0 * e)));
}
