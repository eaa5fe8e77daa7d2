// Vertex stage: where the nets of reef/caustics.glsl fall. Needs reef/world.glsl.

centroid out vec4 net;      // places in the wide net and in the fine one, bent by the water
centroid out float slack;   // moves the lines

void cast_net(vec3 at) {
    vec2 p = at.xz - SUN.xz * (at.y / SUN.y);  // the light that falls here came by there
    vec2 q = mat2(0.84, 0.54, -0.54, 0.84) * p;
    vec3 bend = noise_with_slope(q * 0.62 + vec2(0.018, 0.012) * time_s);
    net.xy = p * 1.05 + 0.42 * bend.yz + vec2(-0.017, 0.022) * time_s;
    net.zw = q * 1.9 - 0.36 * bend.zy + vec2(0.026, -0.018) * time_s;
    slack = 0.9 * bend.x;
}
