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

    def complaints(self, instances: int = 1) -> list[str]:
        """Errors and warnings. Raises AssertionError unless the layer was active throughout.

        It appends a line when an instance is asked for, made or not, and one when an instance is
        destroyed: a process that had two must have destroyed two.
        """
        lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
        asked = sum("xrCreateApiLayerInstance" in line for line in lines)
        destroyed = sum("xrDestroyInstance" in line for line in lines if "VALID_DEBUG" in line)
        assert asked >= instances, "the validation layer was not active"
        assert destroyed == instances, f"{destroyed} instances were destroyed, not {instances}"
        return [line for line in lines if any(word in line for word in COMPLAINTS)]
