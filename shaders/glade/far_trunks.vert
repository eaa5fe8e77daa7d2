// The great trunks farther off, of fewer triangles.
#include "glade/trunk.glsl"

void main() {
    trunk(TREES[FAR[instance_id]]);
}
