"""One file a kind of sound, named as in a scene's TOML: `make(layer, sound) -> Voice`."""
