// Air between the eye and things.

// Share of light lost on `distance_m` through air of this `extinction_per_m` (Beer-Lambert), 0..1.
float air_loss(float distance_m, float extinction_per_m) {
    return 1.0 - exp2(-1.442695 * distance_m * extinction_per_m);
}

// Optical depth of a mist that lies on the ground and thins with height as exp(-y / height_m),
// along the straight way from an eye at `eye_y` to a point at `point_y`, `distance_m` apart.
// Closed form (Wenzel, "Real-time atmospheric effects in games", SIGGRAPH course 2006).
float ground_mist(float eye_y, float point_y, float distance_m, float height_m, float density_per_m) {
    float a = exp2(-1.442695 * max(eye_y, 0.0) / height_m);
    float b = exp2(-1.442695 * max(point_y, 0.0) / height_m);
    float rise = (point_y - eye_y) / height_m;
    float mean = abs(rise) < 0.01 ? 0.5 * (a + b) : (a - b) / rise;
    return density_per_m * distance_m * mean;
}
