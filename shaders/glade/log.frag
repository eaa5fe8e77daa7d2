#include "glade/bark.glsl"

centroid in vec3 at;
centroid in vec3 light;
centroid in vec3 rim;
centroid in vec3 haze;
centroid in vec4 taste;

void main() {
    vec3 b = bark(at.yx, 0.37, taste.zw);
    vec3 c = mix(vec3(0.040, 0.031, 0.026), vec3(0.135, 0.105, 0.082), smoothstep(-0.9, 1.1, b.x));
    // Old wood at the broken end, dark in its middle.
    vec3 wood = vec3(0.150, 0.100, 0.060) * (0.75 + 0.25 * b.x) * mix(1.0, 0.22, smoothstep(0.25, 0.85, at.z));
    c = mix(c, wood, smoothstep(0.02, 0.12, at.z));
    c = grown_over(c, taste.x, at.xy, 0.7, b.z);
    // Cushions of moss.
    float moss = smoothstep(-0.2, 0.6, taste.x);
    vec3 cushion = quick_noise_with_slope(at.xy * 9.0) * taste.z;
    float soft = 1.0 + moss * (0.36 * cushion.x + taste.y * (cushion.y + cushion.z));
    c = (c * light * (1.0 - 0.10 * b.y * (1.0 - moss)) + rim * moss) * soft;
    color = vec4(clamp(c + haze, 0.0, 4.0), 1.0);
}
