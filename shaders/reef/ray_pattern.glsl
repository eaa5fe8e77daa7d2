// Fragment stage: how bright the rays of reef/rays.glsl are at `turns` round the sun, 0..1. They
// wander against each other, slower than a breath. Needs reef/waves.glsl.
float ray_pattern(float turns) {
    float broad = swing(13.0 * turns + 0.017 * time_s + 0.2);
    float narrow = swing(29.0 * turns - 0.021 * time_s + 0.35 * broad);
    float p = 0.5 + 0.5 * broad * narrow;
    return p * p * (0.80 + 0.20 * swing(71.0 * turns + 0.030 * time_s));
}
