// Sea fans: flat trees across the current that bow a little with it.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/grow.glsl"

out vec2 fan;          // from the foot, x across, y up, 1 = the fan's height
out vec2 polar;        // angle from upright, radians; radius of the rim
flat out float pixel;  // its size in these units
centroid out vec3 tissue;  // its colour as the light is
centroid out vec3 between; // what shines through between its ribs, and what the water adds
centroid out vec3 shine;
flat out float which;

void main() {
    int i = instance_id;
    vec4 r = in_random;
    int s = i == 0 ? 0 : i == 1 ? 15 : i == 2 ? 7 : i == 3 ? 5 : i == 4 ? 9 : i == 5 ? 11 : i == 6 ? 12 : i == 7 ? 10 : i == 8 ? 13 : i == 9 ? 14 : i == 10 ? 6 : i == 11 ? 8 : 16;
    vec3 outward;
    vec3 root = root_at(s, i == 0 ? vec2(0.9, -0.10) : (r.xy - 0.5) * vec2(1.2, 0.6), outward);
    float tall = (i == 0 ? 0.62 : 0.75 + 0.65 * r.z);
    vec3 up = normalize(outward * vec3(0.55, 1.0, 0.55) + vec3(0.0, 0.7, 0.0));
    // Mostly face on to the seat.
    float heading = atan(-root.x, -root.z) + 0.9 * (r.w - 0.5);
    vec3 face = vec3(sin(heading), 0.0, cos(heading));
    vec3 across = normalize(cross(up, face));
    // Three quarters of a disc with notched lobes.
    which = 20.0 * r.x;
    float a = 2.3 * (in_uv.x - 0.5);
    float rim = 0.88 + 0.07 * sin(3.0 * a + which) - 0.30 * a * a;
    polar = vec2(a, rim);
    vec2 p = in_uv.y * (rim + 0.06) * vec2(sin(a), cos(a));
    float bow = 0.34 * (swell - 0.5) + 0.09 * sway(0.38 * time_s + 6.3 * r.x) + 0.05 * sway(0.61 * time_s + 9.0 * r.y);
    vec3 n = normalize(cross(across, up));
    world_position = root + tall * (across * (p.x + 0.10 * bow * p.y) + up * p.y + n * (bow * p.y * p.y + 0.16 * p.x * p.x * (r.z - 0.3)));
    normal = n;
    fan = p;
    vec3 tint = r.w < 0.4 ? vec3(0.78, 0.20, 0.40) : r.w < 0.7 ? vec3(0.86, 0.50, 0.12) : vec3(0.52, 0.24, 0.62);
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    pixel = 2.0 * distance(root, eye_position.xyz) / (focal * viewport.w * tall);
    light_up(world_position, n * -sign(dot(n, world_position - eye_position.xyz)), 1.0, 0.6);
    tissue = tint * lit;
    between = tint * (0.30 * sun_power()) * kept + veil;
    shine = mix(tint, vec3(0.20, 0.45, 0.70), 0.6) * (alive() * kept);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
