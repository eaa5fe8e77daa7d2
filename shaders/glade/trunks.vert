// The great trunks that stand near.
#include "glade/trunk.glsl"

void main() {
    trunk(TREES[NEAR[instance_id]]);
}
