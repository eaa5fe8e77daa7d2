#include "reef/world.glsl"
#include "reef/waves.glsl"

in vec3 towards;
in vec4 wide;
in vec3 shade;
in vec3 inside;
in vec3 clear;
in vec4 crest;

// Three waves that cross, x = height, yz = slope.
vec3 choppy(vec2 p) {
    vec3 t = fract(vec3(0.40 * p.x + 0.09 * p.y, 0.37 * p.y - 0.14 * p.x, 0.31 * p.x - 0.30 * p.y)) - 0.5;
    vec3 side = abs(t);
    vec3 s = 32.0 * side - 8.0;
    return vec3(dot(t * (16.0 * side - 8.0), vec3(0.40)), 0.4 * (0.40 * s.x - 0.14 * s.y + 0.31 * s.z), 0.4 * (0.09 * s.x + 0.37 * s.y - 0.30 * s.z));
}

void main() {
    vec3 r = towards;
    vec3 fine = choppy(crest.xy) * wide.w;
    vec3 small = choppy(crest.zw + 0.35 * fine.yz) * (wide.w * wide.w * wide.w);
    vec2 slope = 0.050 * wide.yz + 0.045 * fine.yz + 0.018 * small.yz;
    float seen = clamp((r.y - dot(slope, r.xz)) * 9.0 - 5.45, 0.0, 1.0);
    float window = seen * seen * (3.0 - 2.0 * seen);
    // Out there: sky, brighter round the place of the sun, broken up by the waves.
    vec2 off = r.xz - slope * 1.3 - SUN.xz;
    float near_sun = dot(off, off);
    float facets = fine.x + 0.55 * small.x;
    float ridge = 1.0 - min(abs(facets + 0.4 * wide.x), 1.0);
    vec3 sky = mix(vec3(0.026, 0.062, 0.100), vec3(0.190, 0.520, 0.640), daylight);
    vec3 glare = mix(vec3(0.10, 0.13, 0.15), vec3(0.70, 0.68, 0.56), daylight);
    float halo = max(1.0 - 0.52 * near_sun, 0.0);
    halo *= halo;
    halo *= halo;
    float core = max(1.0 - 2.95 * near_sun, 0.0);
    core *= core;
    core *= core;
    vec3 above = sky * (0.72 + 0.36 * ridge * ridge + 0.20 * wide.x) + glare * ((core * core + 0.40 * halo * halo) * (0.70 + 0.42 * ridge));
    color = vec4(shade + mix(inside * (1.10 + 0.20 * facets), above, window) * clear, 1.0);
}
