"""The comfort guard: watches what is shown, and damps it before it can flash too often."""
