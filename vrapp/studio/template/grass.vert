// Blades round the seat: each stands where its own random numbers say, and leans in the breeze.
#include "@NAME@/world.glsl"

out vec3 base_light;

void main() {
    // Denser ahead and near, none under the feet; the golden angle spreads them evenly.
    float r = 0.85 + 9.0 * pow(in_random.x, 1.4);
    float a = float(instance_id) * 2.399963;
    vec2 at = r * vec2(cos(a), sin(a)) + 0.25 * (in_random.yz - 0.5);
    float height = mix(0.12, 0.46, in_random.w * in_random.y);
    vec2 side = vec2(cos(9.0 * in_random.z), sin(9.0 * in_random.z));

    // Breeze: a slow wave over the meadow. Its phase runs with time only; its size may change freely.
    float wave = sin(dot(at, vec2(0.9, 0.5)) - 1.1 * time_s) + 0.5 * sin(1.7 * at.x - 0.8 * time_s);
    float h = in_position.y;
    vec2 lean = 0.5 * (in_random.wz - 0.5) + vec2(0.10, 0.04) * breeze * (1.0 + wave);
    vec3 foot = vec3(at.x, meadow(at).x - 0.01, at.y);
    world_position = foot + height * vec3(lean.x * h * h, h, lean.y * h * h);
    world_position.xz += side * in_position.x * (1.0 + 0.16 * r);

    // Light is reckoned here, once a vertex: grass is small.
    normal = normalize(vec3(0.5 * (in_random.y - 0.5), 1.0, 0.5 * (in_random.z - 0.5)));
    uv = in_uv;
    instance_random = in_random;
    base_light = light_at(world_position, normal) * (0.35 + 0.65 * h);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
