"""A scene that flashes: the guard dims it, the therapist is told, the record holds by how much."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.flash.film import HOSTILE
from tests.vrapp.record.test_xdf import by_name
from vrapp.app.options import Options
from vrapp.app.run import run_session
from vrapp.session.protocol import open_session


class NeverStopped:
    on_first = None
    on_hung = None

    def __bool__(self) -> bool:
        return False


def test_a_damped_picture_is_told_and_recorded(tmp_path: Path) -> None:
    said: list[str] = []
    options = Options(
        source="patient:1",
        scene=str(HOSTILE),
        display="headless",
        size=(64, 64),
        fps=60.0,
        folder=tmp_path / "out",
        picture_period_s=None,
    )
    run_session(options, open_session(4.0), NeverStopped(), said.append)
    assert any("comfort guard dims the picture" in line for line in said)
    assert "comfort guard dims the picture" in (tmp_path / "out" / "events.txt").read_text()
    stream = by_name(tmp_path / "out" / "session.xdf")["vrapp parameters"]
    names = [c["label"][0] for c in stream["info"]["desc"][0]["channels"][0]["channel"]]
    gain = np.asarray(stream["time_series"])[:, names.index("comfort_gain")]
    assert gain[0] == 1.0
    assert gain.min() < 0.1
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "comfort guard dims the picture" in report
