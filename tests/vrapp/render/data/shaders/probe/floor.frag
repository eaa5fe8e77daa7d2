void main() {
    vec3 mirror = texture(reflection, gl_FragCoord.xy / viewport.zw).rgb;
    float ripple = 0.02 * lift_ago(length(world_position.xz) * 0.2);
    color = vec4(mirror * 0.7 + ripple, 1.0);
}
