// Leaves round the stems high up: in the place of every tree's last bough.
#include "glade/leaf.glsl"

const int SPRIGS_EACH = 23;

void main() {
    sprig(instance_id / SPRIGS_EACH * BOUGHS_EACH + BOUGHS_EACH - 1, 5, 3.15, true);
}
