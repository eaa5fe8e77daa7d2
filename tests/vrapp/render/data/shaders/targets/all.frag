// Column k shows the k-th number of the targets, then of the snowballs; the top row `one`, `past`.
float number_of(int k) {
    if (k < 12 * TARGETS) {
        vrapp_Target t = targets[k / 12];
        int j = k - 12 * (k / 12);
        if (j < 4) return t.place[j];
        return j == 4 ? t.presence : j == 5 ? t.gazed : j == 6 ? t.glow : j == 7 ? t.woken
             : j == 8 ? t.age_s : j == 9 ? t.woken_s : j == 10 ? t.random : t.hit;
    }
    k -= 12 * TARGETS;
    vrapp_Snowball s = snowballs[k / 8];
    int j = k - 8 * (k / 8);
    return j < 4 ? s.place[j] : j == 4 ? s.flown : j == 5 ? s.burst : 0.0;
}

void main() {
    float shown = gl_FragCoord.y > 1.0 ? number_of(int(gl_FragCoord.x)) : one * past_ago(0.5);
    color = vec4(vec3(shown), 1.0);
}
