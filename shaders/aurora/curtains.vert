// Four curtains of light: 0 the great one over the lake, 1 a low far arc behind it, 2 one that
// passes overhead, 3 a faint one in the south. Each is a thin sheet that hangs along the field
// lines; its hem is a folded curve at one height.
#include "aurora/world.glsl"

out vec2 sheet;          // x: along the hem, one ray a unit; y: 0 hem .. SHEET_TOP
out vec4 state;          // x: how bright the sheet is here, y: wide rays -1..1, z: how squarely it is seen, -1..1, w: how violet
flat out vec4 rays_of;   // xy: how far middle and fine rays have glided, z: how much they comb the light, w: how rosy the hem is
int curtain;

const float HEM_M = 760.0;
const vec3 FIELD = vec3(0.10, 0.97, 0.22);   // field lines lean towards the magnetic south

// How far the heart-rate wave has run: it leaves the middle of a curtain and goes outward.
float wave_at(float t) {
    float at = abs(t - 0.02);
    return heart_wave_ago(min(22.0 * at, 22.0));
}

// The hem at t = -1 .. 1: x, z.
vec2 path(float t, float wave) {
    vec2 p;
    float k;   // size of the folds
    if (curtain == 0) {
        p = vec2(3600.0 * t - 150.0, -2350.0 + 900.0 * t * t);
        k = 1.0;
    } else if (curtain == 1) {
        p = vec2(6200.0 * t + 700.0, -5200.0 + 1800.0 * t * t);
        k = 1.25;
    } else if (curtain == 2) {
        p = vec2(3200.0 * t + 150.0, -430.0 + 1000.0 * t);
        k = 0.55;
    } else {
        p = vec2(5200.0 * t, 3900.0 - 900.0 * t * t);
        k = 1.0;
    }
    float seed = 2.4 * float(curtain);
    float a = 4.3 * t + 0.034 * time_s + seed;
    float b = 10.7 * t - 0.047 * time_s + 1.7 * seed + 1.4 * sin(a);
    float c = 27.0 * t + 0.071 * time_s + 1.3 * sin(b + 0.6);
    vec2 fold = vec2(330.0 * cos(a + 0.8), 520.0 * sin(a));
    fold += vec2(215.0 * cos(b), 250.0 * sin(b));
    fold += vec2(62.0 * cos(c), 72.0 * sin(c)) * (0.45 + 0.55 * sin(a * 1.7 + 1.0));
    p += k * fold;
    // The heart's wave bends the sheet as it passes.
    p += normalize(vec2(0.25, 1.0)) * (130.0 * k * (wave - 0.5));
    return p;
}

void main() {
    curtain = instance_id;
    float t = in_uv.x * 2.0 - 1.0;
    // Two points of the hem give place and direction, and no fold tighter than their distance.
    const float E = 0.012;
    float wave = wave_at(t);
    vec2 behind = path(t - E, wave);
    vec2 before = path(t + E, wave);
    vec2 at = 0.5 * (behind + before);
    vec2 ahead = before - behind;
    float tall = (curtain == 0 ? 1500.0 : curtain == 1 ? 1450.0 : curtain == 2 ? 1500.0 : 1300.0) * (0.72 + 0.46 * glow);
    float lift = HEM_M + 70.0 * (wave - 0.5) + 30.0 * sin(5.0 * t + 0.05 * time_s) - 40.0 * glow;
    world_position = vec3(at.x, lift, at.y) + FIELD * (tall * SHEET_TOP * in_uv.y);
    vec3 across = cross(vec3(ahead.x, 0.0, ahead.y), FIELD);
    normal = across * inversesqrt(max(dot(across, across), 1e-6));
    sheet = vec2(t * (curtain == 1 ? 70.0 : 52.0) + 17.0 * float(curtain), SHEET_TOP * in_uv.y);

    // Whole stretches are bright and others nearly dark, and the ends fade out.
    float stretch = smoothstep(-0.75, 0.65, noise_1d(sheet.x * 0.085 - 0.012 * time_s + 7.0));
    float share = curtain == 0 ? 1.0 : curtain == 1 ? 0.22 + 0.30 * richness : curtain == 2 ? 0.10 + 0.40 * richness : 0.14 + 0.12 * richness;
    share *= power() * smoothstep(1.0, 0.72, abs(t)) * (0.72 + 0.28 * clarity);
    // Low light crosses more air.
    vec3 view = normalize(world_position - eye_position.xyz);
    share *= smoothstep(-0.02, 0.14, view.y);
    state = vec4(share * (0.22 + 0.98 * stretch) * (0.76 + 0.48 * wave), noise_1d(sheet.x * 0.23 + 0.030 * time_s), dot(normal, view) * min(length(ahead) / 70.0, 1.0),  // where it all but turns on the spot, none
                 0.10 + 0.52 * richness);
    rays_of = vec4(40.0 - 0.040 * time_s, 90.0 + 0.055 * time_s, 0.35 + 0.65 * richness, 0.13 * (0.25 + 0.75 * richness));
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
