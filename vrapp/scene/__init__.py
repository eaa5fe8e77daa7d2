"""Scenes are data: TOML to checked types, GLSL with generated uniforms."""
