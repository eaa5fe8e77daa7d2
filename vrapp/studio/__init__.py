"""A scene author's tools: a body moved by hand, pictures of a scene, a first scene to change."""
