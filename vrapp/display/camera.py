"""What displays without a tracker need of a seated person's eyes."""

from __future__ import annotations

from vrapp.render.view import FAR_M, FOV_Y_RAD, NEAR_M, eye_from_world, perspective

__all__ = ["FAR_M", "FOV_Y_RAD", "IPD_M", "NEAR_M", "eye_from_world", "perspective"]

IPD_M = 0.063
"""Distance between the pupils: the adult mean (Dodgson 2004, 63.4 mm)."""
