// The branching corals within five metres: 0 to 11, 26 to 29 and 44.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/colonies.glsl"
#include "reef/branch.glsl"

void main() {
    int n = instance_id / 15;
    grow_branch(n < 12 ? n : n < 16 ? n + 14 : 44, instance_id - 15 * n);
}
