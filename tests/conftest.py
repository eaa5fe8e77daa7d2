"""Every test keeps Lab Streaming Layer on this machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# liblsl reads its configuration once, before its first call: set it before anything imports pylsl.
_config = Path(tempfile.mkdtemp(prefix="vrapp-lsl-")) / "lsl_api.cfg"
_config.write_text(
    "[ports]\nIPv6=disable\n[multicast]\nResolveScope=machine\nListenAddress=127.0.0.1\n",
    encoding="utf-8",
)
os.environ["LSLAPICFG"] = str(_config)
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ["VRAPP_LANGUAGE"] = "en"  # whoever runs the tests, the texts they look for are English
# and their reports and exports leave no row in that person's audit trail
os.environ["VRAPP_DATABASE"] = str(Path(tempfile.mkdtemp(prefix="vrapp-history-")) / "history.db")

RECORDINGS = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Folder of real recordings used in development; tests that need it skip without it."""
    if not RECORDINGS.is_dir():
        pytest.skip("the development recordings are not on this machine")
    return RECORDINGS
