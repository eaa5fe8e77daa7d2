#include "snowline/range.glsl"

void main() {
    land(2);
}
