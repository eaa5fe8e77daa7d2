"""Draws a FrameState into views; knows nothing else."""
