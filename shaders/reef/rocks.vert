// The rocks near by, 0 to 6 and 12 to 14.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/rock_mesh.glsl"
#include "reef/net.glsl"

// Crusts as they are shown: the rock's own, rose, and moss; and how much sun the caustics add.
centroid out vec3 bare;
centroid out vec3 rose;
centroid out vec3 moss;
centroid out vec3 more_sun;
centroid out vec2 growth;     // where rose grows, where moss does
centroid out float fine;      // how much a pixel shows of what is small

void main() {
    raise_rock(instance_id < 7 ? instance_id : instance_id + 5);
    cast_net(world_position);
    float up = normal.y;
    float sandy = 0.6 * smoothstep(0.70, 0.96, up);
    const vec3 SAND = vec3(0.576, 0.516, 0.408);
    vec3 own = mix(vec3(0.246, 0.168, 0.198), vec3(0.432, 0.306, 0.168), clamp(0.45 + 1.1 * wide, 0.0, 1.0));
    own = mix(own, SAND, sandy);
    bare = painted(own);
    rose = painted(mix(vec3(0.56, 0.226, 0.326), SAND, sandy));
    moss = painted(mix(vec3(0.214, 0.262, 0.135), SAND, sandy));
    more_sun = painted_under(2.5, own) - bare;
    growth = vec2(-0.3 * wide, 0.4 * up - 0.22);
    vec3 to_eye = eye_position.xyz - world_position;
    float focal = length(vec3(clip_from_world[0].y, clip_from_world[1].y, clip_from_world[2].y));
    float d2 = dot(to_eye, to_eye);
    fine = 2.0 - 48.0 * d2 / (max(dot(to_eye, normal), 0.2 * sqrt(d2)) * focal * viewport.w);
}
