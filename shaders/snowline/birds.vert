// Bodies: a ball of down, drawn out into a tail.
#include "snowline/bird.glsl"

out vec3 local;
flat out vec4 mood;  // awake, glow, gazed, presence

void main() {
    Bird b = bird_of(instance_id);
    vec3 u = normalize(in_position);
    local = u;
    vec3 p = u * vec3(0.94, 0.96, 1.0);
    p.y += 0.10 * max(u.z, 0.0) * max(u.y, 0.0);           // a head's brow
    float tail = smoothstep(0.86, 1.0, -u.z);
    p.z -= 1.45 * tail;
    p.y += 0.16 * tail;
    p.xy *= 1.0 - 0.55 * smoothstep(0.90, 1.0, -u.z);
    // Awake it stands a little taller and slimmer; asleep it is a ball.
    p *= mix(vec3(1.04, 0.94, 1.02), vec3(0.95, 1.04, 0.97), b.awake);
    vec3 n = u;
    n.z = mix(n.z, 0.1, tail);
    normal = bird_turn(b, normalize(n));
    world_position = b.place + bird_turn(b, p * b.size);
    mood = vec4(b.awake, targets[instance_id].glow, targets[instance_id].gazed, targets[instance_id].presence);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
    if (targets[instance_id].presence <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
