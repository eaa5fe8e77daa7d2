"""Streaming signal processing, one signal a file."""
