void main() {
    color = vec4(texture(reflection, gl_FragCoord.xy / viewport.zw).rgb, 1.0);
}
