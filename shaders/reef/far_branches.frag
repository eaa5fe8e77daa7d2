#include "reef/branches.frag"
