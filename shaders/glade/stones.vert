// Old stones ahead to the left, with moss on their backs.
#include "glade/world.glsl"

centroid out vec3 bare;       // as they are shown: stone, moss
centroid out vec3 mossy;
centroid out vec2 likes;      // x: how much moss likes it, y: what a pixel keeps of its grain
flat out float which;

const vec4 PLACES[7] = vec4[7](
    vec4(-1.15, -2.05, 0.34, 0.1), vec4(-1.62, -1.72, 0.20, 0.5), vec4(-0.72, -2.42, 0.15, 0.8), vec4(1.9, 1.5, 0.42, 0.3),
    vec4(-2.1, 2.3, 0.36, 0.7), vec4(-3.0, -6.3, 0.55, 0.2), vec4(2.0, -6.0, 0.40, 0.9));

// Unit normals of the faces along which stones broke, and how far out they lie.
const vec4 FACES[6] = vec4[6](
    vec4(0.70, 0.42, 0.58, 0.80), vec4(-0.62, 0.55, 0.56, 0.76), vec4(0.20, 0.93, -0.31, 0.82),
    vec4(-0.82, 0.10, -0.56, 0.84), vec4(0.55, 0.25, -0.80, 0.78), vec4(0.05, 0.30, 0.95, 0.86));

vec3 stone(vec3 u, float s) {
    float bulge = 1.0 + 0.12 * sin(2.3 * u.x + s) + 0.10 * sin(3.1 * u.z + 2.0 * s) + 0.05 * sin(5.1 * u.y + 3.1 * u.x + s);
    // Broken faces, worn at their edges.
    float cut = bulge;
    vec3 v = u + 0.10 * sin(s * vec3(3.0, 5.0, 7.0));
    for (int i = 0; i < 6; i++) cut = min(cut, FACES[i].w / max(dot(v, FACES[i].xyz), 0.05));
    return u * mix(bulge, cut, 0.85) * vec3(1.18, 0.74, 0.95);
}

void main() {
    vec4 place = PLACES[instance_id];
    float s = 9.0 * place.w;
    vec3 u = normalize(in_position);
    vec3 p = stone(u, s);
    vec3 side = normalize(abs(u.y) < 0.9 ? cross(u, vec3(0.0, 1.0, 0.0)) : vec3(1.0, 0.0, 0.0));
    vec3 other = cross(u, side);
    vec3 n = cross(stone(normalize(u + 0.04 * side), s) - p, stone(normalize(u + 0.04 * other), s) - p);
    n = normalize(n) * sign(dot(n, u));
    float a = 2.0 * s;
    mat2 turn = mat2(cos(a), sin(a), -sin(a), cos(a));
    p.xz = turn * p.xz;
    n.xz = turn * n.xz;
    normal = n;
    which = place.w;
    world_position = vec3(place.x, floor_height(place.xy) + 0.30 * place.z, place.y) + p * place.z;
    vec4 air = air_to(world_position);
    float lit = sun_reaches(world_position);
    float open = 0.35 + 0.65 * smoothstep(-0.7, 0.6, n.y);
    likes = vec2(1.3 * n.y - 0.62, bark_kept(world_position - eye_position.xyz, n).x);
    vec3 light = glade_light(n, open, lit) * (1.0 - air.a);
    vec3 rim = backlit(n, normalize(world_position - eye_position.xyz), lit) * (open * (1.0 - air.a));
    vec3 haze = air.rgb * air.a;
    bare = as_shown(mix(vec3(0.085, 0.088, 0.092), vec3(0.125, 0.115, 0.105), which) * light + haze);
    mossy = as_shown(vec3(0.068, 0.098, 0.023) * light + rim + haze);
    gl_Position = clip_from_world * vec4(world_position, 1.0);
}
