// Leaves of the trees farther off: fewer and larger.
#include "glade/leaf.glsl"

const int SPRIGS_EACH = 12;
const int LIMBS = BOUGHS_EACH - 1;

void main() {
    int limb = instance_id / SPRIGS_EACH;
    int tree = limb / LIMBS;
    sprig(FAR[tree] * BOUGHS_EACH + limb - tree * LIMBS, 5, 1.35, false);
}
