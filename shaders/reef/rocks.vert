// The rocks near by, 0 to 6 and 12 to 14.
#include "reef/world.glsl"
#include "reef/lit.glsl"
#include "reef/rock.glsl"
#include "reef/rock_mesh.glsl"
#include "reef/net.glsl"

void main() {
    raise_rock(instance_id < 7 ? instance_id : instance_id + 5);
    cast_net(world_position);
}
