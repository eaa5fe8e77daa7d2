// The stem of an old larch at the left and its boughs, bent under snow: tubes along a curve.
// Instance 0 stem, 1 the bough that reaches over the view, 2-7 twigs of it; the upper half again
// (8 and more) is the snow that lies along them.
#include "snowline/world.glsl"

out vec2 along;      // x: 0 root .. 1 tip, y: round it
flat out float snow_on;

const vec3 FOOT = vec3(-4.45, -0.6, -3.05);

// The curve of limb `i` at t: xyz, w its radius.
vec4 limb(int i, float t) {
    if (i == 0) return vec4(FOOT + vec3(0.35 * t * t - 0.1 * t, 9.0 * t, 0.25 * sin(3.0 * t)), mix(0.23, 0.10, t) + 0.10 * exp2(-30.0 * t));
    vec3 from = FOOT + vec3(0.0, 3.50, 0.03);
    vec3 p = from + vec3(3.75 * t, 0.28 * t - 0.62 * t * t + 0.10 * sin(7.0 * t), -1.55 * t + 0.22 * sin(4.0 * t));
    if (i == 1) return vec4(p, mix(0.085, 0.016, t));
    float k = float(i - 2);
    float at = 0.26 + 0.115 * k;
    float side = i % 2 == 0 ? 1.0 : -1.0;
    vec3 root = from + vec3(3.75 * at, 0.28 * at - 0.62 * at * at + 0.10 * sin(7.0 * at), -1.55 * at + 0.22 * sin(4.0 * at));
    float reach = 0.95 - 0.09 * k;
    return vec4(root + reach * vec3(0.55 * t, -0.24 * t * t - 0.08 * t, side * (0.80 * t - 0.2 * t * t)), mix(0.026, 0.007, t));
}

void main() {
    int i = instance_id % 8;
    snow_on = instance_id < 8 ? 0.0 : 1.0;
    float t = in_uv.y;
    float a = 6.2831853 * in_uv.x;
    vec4 here = limb(i, t);
    vec3 ahead = normalize(limb(i, t + 0.01).xyz - limb(i, t - 0.01).xyz);
    vec3 right = normalize(cross(ahead, abs(ahead.y) > 0.8 ? vec3(0.0, 0.0, 1.0) : vec3(0.0, 1.0, 0.0)));
    vec3 up = cross(right, ahead);
    normal = right * cos(a) + up * sin(a);
    float r = here.w;
    vec3 p = here.xyz;
    if (snow_on > 0.5) {
        // A ridge of snow: wider than the wood, uneven, ends rounded.
        float load = (i == 0 ? 0.0 : 1.0) * (0.75 + 0.35 * noise_1d(9.0 * t + 7.0 * float(i))) * smoothstep(0.02, 0.10, t) * smoothstep(1.0, 0.93, t);
        p += up * (r * 0.55 + 0.012) * load;
        r = (r * 0.85 + 0.020) * load;
        normal = normalize(normal + 0.5 * up);
    } else {
        r *= smoothstep(1.0, 0.985, t) * smoothstep(0.0, 0.01, t);
    }
    world_position = p + (right * cos(a) + up * sin(a)) * r;
    along = vec2(t, in_uv.x);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
