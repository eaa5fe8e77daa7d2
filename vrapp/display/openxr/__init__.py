"""The headset: an OpenXR runtime behind the contract of `vrapp.display.base`.

`runtime` finds it, `binding` ties it to our OpenGL, `poses` turns its poses into ours, `actions`
hears hands, `headset` is one session from its first frame to its last, `display` shows frames on
it, and in a companion (the desktop window) while there is none.
"""
