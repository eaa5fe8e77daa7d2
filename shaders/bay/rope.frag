#include "bay/solid.glsl"

flat in vec4 lamp_a;
flat in vec4 lamp_b;
in vec3 side;
in vec3 toward;
in vec2 twist;
flat in int piece;

void main() {
    float x = twist.y;
    vec3 n = normalize(side * x + toward * sqrt(max(0.0, 1.0 - x * x)));
    // Three strands laid round each other.
    float lay = twist.x + 0.22 * asin(clamp(x, -1.0, 1.0));
    float kept = band_kept(1.0, fwidth(twist.x));
    float strand = abs(fract(lay) - 0.5) * 2.0;
    float groove = mix(0.72, 0.45 + 0.55 * smoothstep(0.05, 0.55, strand), kept);
    vec3 hemp = vec3(0.360, 0.290, 0.205) * groove;
    vec3 c = shade(hemp, 0.2, world_position, n, 1.0, lamp_a, lamp_b);
    color = vec4(c, 1.0);
}
