void main() {
    vec3 d = normalize(ray);
    float phase = fract(time_s * hertz + 0.01);
    vec3 light = vec3(phase < 0.5 ? high : low);
    if (kind > 0.5 && kind < 1.5) {
        if (distance(d, normalize(vec3(0.2, 0.1, -1.0))) > 0.06) light = vec3(0.3);
    } else if (kind > 1.5 && kind < 2.5) {
        vec2 square = floor(vec2(atan(d.x, -d.z), d.y) * 5.0);
        if (mod(square.x + square.y, 2.0) > 0.5) light = vec3(phase < 0.5 ? low : high);
    } else if (kind > 2.5 && kind < 3.5) {
        light = phase < 0.5 ? vec3(1.0, 0.0, 0.0) : vec3(0.2126);
    } else if (kind > 3.5) {
        if (fract(time_s / 4.3) > 0.35) light = vec3(high);  // a burst, and time to recover
    }
    color = vec4(light, 1.0);
}
