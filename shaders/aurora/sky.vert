// The night sky as a dome round the eye. What changes slowly over it is worked out here, at its
// corners; rows are closer over the horizon.
#include "aurora/world.glsl"

out vec3 night;

const float LOWEST_RAD = -0.06;

void main() {
    float turn = 6.2831853 * in_uv.x;
    float rise = mix(LOWEST_RAD, 1.5707963, in_uv.y * sqrt(in_uv.y));
    vec3 r = vec3(cos(rise) * cos(turn), sin(rise), cos(rise) * sin(turn));
    gl_Position = (clip_from_world * vec4(eye_position.xyz + 1000.0 * r, 1.0)).xyww;  // behind everything
    world_position = vec3(0.0, 1000.0, 0.0);                                          // the mirrored pass cuts nothing off it

    // Below the horizon nothing is seen; what is drawn there only closes gaps.
    r = normalize(vec3(r.x, max(r.y, 0.0), r.z));
    night = night_sky(r);
    // The Milky Way: a soft band across the south-west sky, uneven as clouds are.
    const vec3 POLE = vec3(0.48, 0.52, -0.7066);
    float across = dot(r, POLE);
    float cloud = 0.62 + 0.48 * noise(3.4 * vec2(r.x - 0.4 * r.z, r.y + 0.3 * r.z));
    night += vec3(0.0105, 0.0125, 0.0190) * (exp2(-across * across * 20.0) * clarity * smoothstep(0.05, 0.4, r.y) * cloud);
}
