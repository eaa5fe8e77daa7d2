// The scene's depth into a display's own depth picture. A pixel's first sample stands for all:
// a mean of two depths is where nothing is.
flat in int vrapp_eye;
#if defined(LAYERED) && defined(MULTISAMPLED)
uniform sampler2DMSArray scene;
#define AT ivec3(gl_FragCoord.xy - corner, vrapp_eye)
#elif defined(LAYERED)
uniform sampler2DArray scene;
#define AT ivec3(gl_FragCoord.xy - corner, vrapp_eye)
#elif defined(MULTISAMPLED)
uniform sampler2DMS scene;
#define AT ivec2(gl_FragCoord.xy - corner)
#else
uniform sampler2D scene;
#define AT ivec2(gl_FragCoord.xy - corner)
#endif
uniform vec2 corner;  // where the view begins in its target, pixels

void main() {
    gl_FragDepth = texelFetch(scene, AT, 0).r;
}
