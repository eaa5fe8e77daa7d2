"""Composition root: builds the parts and runs the frame loop."""
