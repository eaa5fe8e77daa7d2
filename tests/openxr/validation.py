"""The Khronos core validation layer, which pyopenxr ships, listening to a child process."""

from __future__ import annotations

from pathlib import Path

LAYER = "XR_APILAYER_LUNARG_core_validation"
COMPLAINTS = ("VALID_ERROR", "VALID_WARNING")


class Validation:
    """What the layer wrote about one process. Hand `env` to the process, then look."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.env = {
            "XR_ENABLE_API_LAYERS": LAYER,
            "XR_CORE_VALIDATION_EXPORT_TYPE": "text",
            "XR_CORE_VALIDATION_FILE_NAME": str(file),
        }

    def complaints(self) -> list[str]:
        """Errors and warnings. Raises AssertionError unless the layer was active throughout.

        It writes a VALID_DEBUG line when an instance is made and one when it is destroyed, and
        appends: a process that connects twice leaves four.
        """
        lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        heard = [line for line in lines if "VALID_DEBUG" in line]
        assert heard, "the validation layer was not active"
        assert len(heard) % 2 == 0, f"an instance was not destroyed:\n{heard}"
        return [line for line in lines if any(word in line for word in COMPLAINTS)]
