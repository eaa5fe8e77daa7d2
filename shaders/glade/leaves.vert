// Leaves of the trees that stand near.
#include "glade/leaf.glsl"

const int SPRIGS_EACH = 25;
const int LIMBS = BOUGHS_EACH - 1;

void main() {
    int limb = instance_id / SPRIGS_EACH;
    int tree = limb / LIMBS;
    sprig(NEAR[tree] * BOUGHS_EACH + limb - tree * LIMBS, 5, 1.08, false);
}
