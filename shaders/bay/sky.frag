// Dusk, cirrus, the moon. Stars are points of their own (stars.vert).
#include "bay/world.glsl"
#include "lib/clouds.glsl"

void main() {
    vec3 r = normalize(ray);
    float below = r.y;
    r.y = max(r.y, 0.0);
    r = normalize(r);
    Dusk d = dusk();
    vec3 sky = dusk_gradient(r, d);

    // Cirrus: rose and gold where the last light reaches, slate where it does not.
    vec2 cloud = cirrus(r, d, time_s);
    float towards = 0.5 + 0.5 * dot(r.xz, d.sun) * inversesqrt(max(dot(r.xz, r.xz), 1e-6));
    float t3 = towards * towards * towards;
    float low = exp2(-5.0 * r.y);
    vec3 lit = mix(vec3(0.205, 0.160, 0.235), mix(vec3(0.74, 0.37, 0.36), vec3(1.25, 0.52, 0.22), warmth), t3 * (0.22 + 0.78 * low));
    lit *= (1.0 - 0.50 * hour);
    vec3 shade = mix(vec3(0.075, 0.088, 0.155), vec3(0.270, 0.150, 0.185), t3 * low) * (1.0 - 0.35 * hour);
    vec3 cloud_light = mix(lit, shade, cloud.y * (0.35 + 0.45 * low));
    sky = mix(sky, cloud_light, cloud.x * (0.58 + 0.30 * towards));

    // The moon: a soft disc with its seas, an aureole in the moist air. Drawn about four moons wide,
    // as painters do.
    float c = dot(r, MOON);
    if (c > 0.85) {
        vec3 right = normalize(cross(MOON, vec3(0.0, 1.0, 0.0)));
        vec2 m = vec2(dot(r, right), dot(r, cross(right, MOON))) / 0.0165;
        float rim = length(m);
        float edge = max(fwidth(rim), 0.02);
        float disc = (1.0 - smoothstep(1.0 - edge, 1.0 + edge, rim)) * step(0.0, c);
        float seas = fbm3(m * 1.7 + 4.0, footprint_of(m) * 1.7);
        vec3 face = mix(vec3(1.35, 1.22, 1.02), vec3(0.86, 0.80, 0.74), smoothstep(-0.15, 0.4, seas));
        face *= 0.80 + 0.20 * sqrt(max(0.0, 1.0 - rim * rim));
        float k = max(0.0, 1.0 - c);
        sky += vec3(0.50, 0.47, 0.44) * (0.20 * exp2(-k * 60.0) + 0.42 * exp2(-k * 900.0)) * (1.0 - 0.4 * cloud.x);
        sky = mix(sky, face, disc * (1.0 - 0.35 * cloud.x));
    }
    sky *= breath_light();
    color = vec4(sky, 1.0);
}
