from __future__ import annotations

from collections.abc import Iterator

import moderngl
import pytest

from vrapp.render.target import GraphicsError, standalone_context


@pytest.fixture(scope="module")
def context() -> Iterator[moderngl.Context]:
    try:
        made = standalone_context()
    except GraphicsError as error:
        pytest.skip(str(error))
    yield made
    made.release()
