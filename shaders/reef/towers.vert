// The rocks that fade into the blue, 7 to 11 and 15 to 17.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/rock_mesh.glsl"

const int TOWER[8] = int[8](17, 7, 16, 15, 8, 9, 10, 11);  // near ones first

centroid out vec3 paint;
centroid out vec3 relief;

void main() {
    raise_rock(TOWER[instance_id]);
    vec3 crust = mix(vec3(0.30, 0.20, 0.20), vec3(0.22, 0.28, 0.14), clamp(0.5 + 0.7 * wide, 0.0, 1.0)) * 1.15;
    paint = painted(crust);
    relief = painted(crust * 1.3) - paint;
}
