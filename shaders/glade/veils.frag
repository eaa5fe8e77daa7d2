#include "glade/world.glsl"

in vec2 corner;
flat in vec2 place;
flat in vec3 light;
in float fade;

void main() {
    float x2 = 1.0 - corner.x * corner.x;
    float y2 = 1.0 - corner.y * corner.y;
    float wisp = 0.60 + 0.55 * swing(0.9 * corner.x + 0.005 * time_s + place.x + 0.3 * swing(0.6 * corner.y + place.y)) * swing(0.37 * corner.y - 0.31 * corner.x + place.y);
    float alpha = clamp(x2 * x2 * y2 * y2 * wisp, 0.0, 1.0) * fade;
    color = vec4(light * alpha, alpha);
}
