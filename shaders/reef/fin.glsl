// Vertex stage: a fish as a blade along it, as wide as its round body looks from the eye. Needs
// reef/world.glsl, reef/waves.glsl, reef/lit.glsl.

vec2 body;         // x: 0 tail .. 1 nose, y: 0 belly .. 1 back
float light;

// `at`: its middle; `f`: where it swims, unit; `size`: nose to tail; `deep`: height of its body, of
// its length; `beat`: phase of the tail.
void swim(vec3 at, vec3 f, float size, float deep, float beat) {
    vec3 left = normalize(vec3(f.z, 0.0, -f.x));
    vec3 up = cross(f, left);
    // From the fork of the tail over its root and the body to the nose.
    float s = in_uv.y;
    float x = 2.0 * in_uv.x - 1.0;
    float q = clamp((s - 0.15) / 0.85, 0.0, 1.0);
    float high = deep * (s < 0.1 ? 0.95 : 0.22 + 0.78 * swing(0.5 * mix(q, sqrt(q), 0.4)));
    // Half as thick as it is high: how wide is that, seen from here?
    vec3 to_eye = normalize(eye_position.xyz - at);
    vec3 across = normalize(cross(f, to_eye));
    across *= dot(across, up) < 0.0 ? -1.0 : 1.0;
    float rising = dot(across, up);
    float seen = length(vec2(0.5 * dot(across, left), rising));
    // One that swims towards the eye does not shrink to a line.
    vec3 flank = f - to_eye * dot(f, to_eye);
    float length_seen = max(length(flank), 1e-3);
    vec3 along = f + flank / length_seen * max(1.8 * deep - length_seen, 0.0);
    float swung = 0.055 * (1.0 - s) * (1.0 - s) * sway(beat - 3.5 * (1.0 - s));
    world_position = at + size * (along * (s - (s < 0.1 ? 0.65 : 0.55)) + left * swung + across * (high * seen * x));
    normal = normalize(across * x + to_eye * 0.7);
    body = vec2(s, 0.5 + 0.5 * x * rising / seen + 0.4 * dot(to_eye, up));
    light = 0.85 + 0.3 * in_random.w;
    light_up(world_position, normal, 1.0, 0.3);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
