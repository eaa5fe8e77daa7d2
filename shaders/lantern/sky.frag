#include "lantern/water.frag"
