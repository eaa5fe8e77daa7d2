#include "snowline/range.glsl"

void main() {
    land(instance_id);
}
