// The sky as a dome round the eye. What changes slowly over it is worked out here, at its corners:
// the clear sky, the light on the clouds, and where they drift. Rows are close over the horizon,
// where the afterglow rises steeply.
#include "bay/world.glsl"
#include "lib/clouds.glsl"

out vec3 clear_sky;
out vec3 lit;          // light on thin cloud
out vec4 cloud_at;     // xy: see cirrus_at, z: see cirrus_field, w: how much cloud hides
out vec2 cloud_kept;   // see cirrus_kept

const float LOWEST_RAD = -0.06;

void main() {
    float turn = 6.2831853 * in_uv.x;
    float rise = mix(LOWEST_RAD, 1.5707963, in_uv.y * sqrt(in_uv.y));
    vec3 r = vec3(cos(rise) * cos(turn), sin(rise), cos(rise) * sin(turn));
    world_position = eye_position.xyz + 1000.0 * r;
    vec4 clip = clip_from_world * vec4(world_position, 1.0);
    gl_Position = clip.xyww;                        // behind everything
    world_position.y = 1000.0;                      // the mirrored pass cuts nothing off it

    // Below the horizon nothing is seen; what is drawn there only closes gaps.
    r = normalize(vec3(r.x, max(r.y, 0.0), r.z));
    Dusk d = dusk();
    clear_sky = dusk_gradient(r, d) * breath_light();

    // Cirrus: rose and gold where the last light reaches, slate where it does not.
    float towards = 0.5 + 0.5 * dot(r.xz, d.sun) * inversesqrt(max(dot(r.xz, r.xz), 1e-6));
    float t3 = towards * towards * towards;
    float low = exp2(-5.0 * r.y);
    lit = mix(vec3(0.205, 0.160, 0.235), mix(vec3(0.74, 0.37, 0.36), vec3(1.25, 0.52, 0.22), warmth), t3 * (0.22 + 0.78 * low));
    lit *= (1.0 - 0.50 * hour) * breath_light();
    vec3 at = cirrus_at(r, d, time_s);
    cloud_at = vec4(at.xy, cirrus_field(at.xy), at.z * (0.58 + 0.30 * towards));
    float pixel = 2.0 / (viewport.w * length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y)));
    cloud_kept = cirrus_kept(r, pixel);
}
