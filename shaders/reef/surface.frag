#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/ray_pattern.glsl"

centroid in vec3 towards;
centroid in vec4 wide;
centroid in vec3 inside;
centroid in vec3 above;
centroid in vec3 bright;
centroid in vec3 glare;
centroid in vec4 crest;
centroid in vec3 lighter;
centroid in vec2 rays;

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
    vec2 q = crest.zw + 0.35 * fine.yz;
    vec3 small = swing(vec3(0.40 * q.x + 0.09 * q.y, 0.37 * q.y - 0.14 * q.x, 0.31 * q.x - 0.30 * q.y));
    vec2 slope = 0.050 * wide.yz + 0.045 * fine.yz;
    float seen = clamp((r.y - dot(slope, r.xz)) * 9.0 - 5.45, 0.0, 1.0);
    float window = seen * seen * (3.0 - 2.0 * seen);
    // Out there the sun is broken up by the waves.
    vec2 off = r.xz - slope * 1.3 - SUN.xz;
    float facets = fine.x + (0.22 * wide.w * wide.w) * (small.x + small.y + small.z);
    float ridge = 1.0 - min(abs(facets + 0.4 * wide.x), 1.0);
    float core = max(1.0 - 2.6 * dot(off, off), 0.0);
    core *= core;
    vec3 out_there = above + bright * (0.66 * ridge * ridge + 0.22 + 0.25 * wide.x) + glare * (core * (0.70 + 0.30 * ridge));
    color = vec4(mix(inside * (1.0 + 0.09 * rays.y * facets), out_there, window) + lighter * ray_pattern(rays.x), 1.0);
}
