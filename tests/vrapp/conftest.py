"""An OpenGL context without a window, for the tests of what is drawn in one."""

from __future__ import annotations

from collections.abc import Iterator

import moderngl
import pytest


@pytest.fixture(scope="module")
def context() -> Iterator[moderngl.Context]:
    try:
        made = moderngl.create_context(330, standalone=True, backend="egl")
    except Exception as error:
        pytest.skip(f"no OpenGL without a window here: {error}")
    yield made
    made.release()
