// Wings, two a bird: folded at its sides, slowly beating as it flies off.
#include "snowline/bird.glsl"

out vec3 local;

void main() {
    int i = instance_id / 2;
    float side = instance_id % 2 == 0 ? 1.0 : -1.0;
    Bird b = bird_of(i);
    vec3 u = normalize(in_position);
    local = u;
    vec3 p = u * vec3(0.16, 0.40, 0.70);
    p.z -= 0.40 * max(-u.z, 0.0);
    // Spread: it turns about the shoulder, out and up, and beats twice a second.
    float spread = smoothstep(0.0, 0.06, b.aloft);
    float lift = spread * (1.15 + 0.55 * sin(12.0 * targets[i].woken_s));
    p.y += 1.0 * spread * (p.y - 0.1);
    p.y -= 0.30;
    float c = cos(lift);
    float s = sin(lift);
    p = vec3(-p.y * s + p.x * c, p.y * c + p.x * s, p.z);
    vec3 n = u / vec3(0.16, 0.40, 0.70);
    n = normalize(vec3(-n.y * s + n.x * c, n.y * c + n.x * s, n.z));
    if (spread > 0.0) p.x = mix(p.x, abs(p.x), spread);
    p = vec3(side * (p.x + 0.80 - 0.10 * spread), p.y + 0.16, p.z - 0.48);
    n.x *= side;
    normal = bird_turn(b, n);
    world_position = b.place + bird_turn(b, p * b.size);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    if (targets[i].presence <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
