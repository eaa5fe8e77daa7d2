#include "glade/world.glsl"

in vec2 corner;
flat in vec2 place;
flat in vec3 light;
in float fade;

void main() {
    float x2 = 1.0 - corner.x * corner.x;
    float y2 = 1.0 - corner.y * corner.y;
    float wisp = 0.60 + 0.55 * noise(vec2(corner.x * 2.6 + 0.015 * time_s, corner.y * 1.2) + place);
    float alpha = clamp(x2 * x2 * y2 * y2 * wisp, 0.0, 1.0) * fade;
    color = vec4(light * alpha, alpha);
}
