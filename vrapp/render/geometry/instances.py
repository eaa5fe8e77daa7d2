"""Where instances stand and the random numbers they carry."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrapp.scene.geometry import Points
from vrapp.scene.spec import Layer


def make_instances(layer: Layer) -> npt.NDArray[np.float32]:
    """(n, 7) float32: offset xyz in metres and four random numbers 0..1, from the layer's seed.

    The same layer gives the same numbers on every machine (PCG64). The offset of points is
    strewn with numbers of its own, so `in_random` is free for the shader.
    """
    data = np.zeros((layer.instances, 7), dtype=np.float32)
    random = np.random.Generator(np.random.PCG64(layer.seed))
    data[:, 3:] = random.random((layer.instances, 4))
    if layer.at:
        data[:, :3] = layer.at
    elif isinstance(layer.geometry, Points):
        spread = random.random((layer.instances, 3)) - 0.5
        data[:, :3] = spread * layer.geometry.extent_m + np.array(layer.geometry.centre_m)
    return data
