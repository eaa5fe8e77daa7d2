// The sky from where single leaves can be told in its roof up to the zenith.
#include "glade/sky.glsl"

void main() {
    sky_at(in_uv.x, mix(LEAVES_FROM, 1.5707963, in_uv.y));
}
