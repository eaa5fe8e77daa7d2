"""What one test turned down is up again for the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.biofeedback.bodies import Loud


@pytest.fixture(autouse=True)
def _fresh_dial() -> Iterator[None]:
    Loud.trusts.clear()
    yield
    Loud.trusts.clear()
