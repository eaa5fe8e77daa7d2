#include "lantern/spot.glsl"
