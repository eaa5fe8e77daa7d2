// The sky below: farther leaves are finer than a pixel, and what is left of them is mist.
#include "glade/sky.glsl"

void main() {
    sky_at(in_uv.x, mix(-0.087, LEAVES_FROM, in_uv.y));
}
