"""The body: streams in, honest indices with a trust out. Knows no screen."""
