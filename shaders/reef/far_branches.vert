// The branching corals farther off: 12 to 25 and 30 to 43.
#include "reef/world.glsl"
#include "reef/waves.glsl"
#include "reef/lit.glsl"
#include "reef/colonies.glsl"
#include "reef/branch.glsl"

void main() {
    int n = instance_id / 15;
    grow_branch(n < 14 ? n + 12 : n + 16, instance_id - 15 * n);
}
