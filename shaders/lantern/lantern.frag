// Paper before a light, as worked out at the corners: its cloudy thickness, its hoops and its seams.
#include "lantern/profile.glsl"
#include "lib/filter.glsl"
#include "lib/noise.glsl"
#include "lib/quick_noise.glsl"

in vec2 at;       // round the axis, radians, and the height -1..1
in vec3 shown;
in vec3 lacquer;  // of the wooden rings

void main() {
    // Washi: cloudy, with a grain along the hoops.
    vec2 p = at * 1.9;
    float fp = footprint_of(p);
    float cloud = quick_noise(p * 3.1) * 0.6 + quick_noise(p * 7.0 + 3.0) * 0.4 * band_kept(7.0, fp);
    float grain = quick_noise(p * vec2(9.0, 21.0) + 8.0) * band_kept(21.0, fp);
    float paper = 1.0 + 0.085 * cloud + 0.045 * grain;

    // Hoops behind the paper darken it; so do the seams, where two sheets overlap.
    float hoop_at = abs(at.y) / 0.93 * RIBS;
    float wide = max(fwidth(hoop_at), 0.01);
    float to_hoop = abs(fract(hoop_at + 0.5) - 0.5);
    float hoop = (1.0 - smoothstep(0.035, 0.075 + wide, to_hoop)) * min(0.11 / wide, 1.0);
    float shade = 1.0 - 2.0 * to_hoop;
    paper *= 1.0 - 0.42 * hoop - 0.10 * shade * shade;
    float seam_at = at.x * 1.2732395 + 0.35;
    float to_seam = abs(fract(seam_at) - 0.5);
    float seam_wide = max(fwidth(seam_at), 0.004);
    paper *= 1.0 - 0.12 * (1.0 - smoothstep(0.012, 0.016 + min(seam_wide, 0.2), to_seam)) * min(0.03 / seam_wide, 1.0);

    // What is shown goes with the light's power of about 0.43.
    float more = paper - 1.0;
    float wood = smoothstep(0.925, 0.935, abs(at.y));
    color = vec4(mix(shown * (1.0 + more * (0.43 - 0.12 * more)), lacquer, wood), 1.0);
}
