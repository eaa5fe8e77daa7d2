"""The gallery: every scene at rest, half way and settled, at the same moment of the same breath."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PIL import Image

from vrapp.scene.spec import SceneSpec
from vrapp.studio.photographer import Photographer
from vrapp.studio.puppet import LEVELS, Puppet
from vrapp.studio.sheet import Row, lay_out

TIME_S = 23.5
"""At six breaths a minute the lungs are four fifths full then: every scene shows its breath."""

WORDS: Mapping[str, str] = {
    "rest": "at rest, without a body",
    "half": "half way",
    "full": "heart and breath in step",
}


def gallery(
    scenes: Sequence[SceneSpec],
    size: tuple[int, int] = (420, 236),
    tell: Callable[[str], None] = lambda name: None,
) -> Image.Image:
    """All scenes in one picture, a row each. Raises `SceneError`, `GraphicsError`."""
    rows = []
    for spec in scenes:
        tell(spec.name)
        pictures = []
        # drawn twice as large and brought down: what the README shows should be smooth
        with Photographer((size[0] * 2, size[1] * 2)) as photographer:
            for level in LEVELS:
                puppet = Puppet(spec)
                puppet.set_level(level)
                taken = Image.fromarray(photographer.take(puppet.at(TIME_S)))
                pictures.append(np.asarray(taken.resize(size, Image.Resampling.LANCZOS)))
        rows.append(Row(pictures, [WORDS[level] for level in LEVELS], spec.title))
    return lay_out(rows)
