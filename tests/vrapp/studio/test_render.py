"""`vrapp render` and `vrapp scenes gallery`, as a person calls them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from vrapp.cli import vrapp
from vrapp.render.target import GraphicsError, standalone_context
from vrapp.studio.sheet import Row, in_rows, lay_out, save

SMALL = ("--size", "96x54")


@pytest.fixture(scope="module", autouse=True)
def graphics() -> None:
    try:
        standalone_context().release()
    except GraphicsError as error:
        pytest.skip(str(error))


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(vrapp, [str(word) for word in words])


def picture(path: Path) -> npt.NDArray[np.float64]:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGB"), dtype=float)


def test_one_picture_as_ever(tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    result = call("render", "bay", "--out", out, "--time", "12", "--set", "warmth=1", *SMALL)
    assert result.exit_code == 0, result.output
    assert picture(out).shape == (54, 96, 3)


def test_an_index_moves_the_picture_as_far_as_it_is_trusted(tmp_path: Path) -> None:
    shown = {}
    for name, words in {
        "rest": (),
        "full": ("--index", "coherence=1"),
        "doubted": ("--index", "coherence=1", "--trust", "0.1"),
        "level": ("--level", "full"),
    }.items():
        out = tmp_path / f"{name}.png"
        assert call("render", "bay", "--out", out, *SMALL, *words).exit_code == 0
        shown[name] = picture(out)
    assert np.abs(shown["full"] - shown["rest"]).mean() > 2.0
    assert np.array_equal(shown["doubted"], shown["rest"])
    assert not np.array_equal(shown["level"], shown["full"])


def test_times_without_a_sheet_are_a_folder_that_is_never_written_over(tmp_path: Path) -> None:
    words = ("render", "bay", "--out", tmp_path / "s", "--times", "0:1:0.5", *SMALL)
    assert call(*words, "--index", "breath=auto").exit_code == 0
    files = sorted(path.name for path in (tmp_path / "s").iterdir())
    assert files == [f"bay-{i:05d}.png" for i in range(3)]
    assert not np.array_equal(
        picture(tmp_path / "s" / files[0]), picture(tmp_path / "s" / files[2])
    )
    again = call(*words)
    assert again.exit_code != 0
    assert "not empty" in again.output


def test_a_sheet_of_both_eyes_and_two_directions(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    words = ("--times", "0:10:10", "--yaw", "0", "--yaw", "90", "--pitch", "5")
    assert call("render", "bay", "--out", out, "--sheet", "--stereo", *SMALL, *words).exit_code == 0
    sheet = picture(out)
    assert sheet.shape[1] == 10 + 2 * (2 * 96 + 10)
    left, right = sheet[10:64, 10:106], sheet[10:64, 106:202]
    assert 0.05 < np.abs(left - right).mean() < 40.0  # two eyes, one place


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--index", "coherance=1"), "did you mean 'coherence'?"),
        (("--index", "coherence=2"), "goes from 0 to 1"),
        (("--index", "coherence=auto"), "NAME=VALUE"),
        (("--index", "coherence=nan"), "NAME=VALUE"),
        (("--set", "swell=nan"), "NAME=VALUE"),
        (("--times", "5:0:1"), "must rise"),
        (("--times", "0:60"), "FROM:TO:STEP"),
        (("--times", "0:1:1", "--time", "3"), "not both"),
        (("--out", "picture.nothing"), "give another --out"),
    ],
)
def test_a_wrong_word_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("render", "bay", *SMALL, "--out", "a.png", *words)
    assert result.exit_code != 0
    assert said in result.output
    assert not list(tmp_path.iterdir())


def test_the_gallery_has_three_pictures_of_each_scene(tmp_path: Path) -> None:
    out = tmp_path / "gallery.png"
    result = call("scenes", "gallery", "bay", "--out", out, "--size", "96x54")
    assert result.exit_code == 0, result.output
    rest, half, full = (
        picture(out)[32 : 32 + 54, x : x + 96] for x in (10, 10 + 106, 10 + 2 * 106)
    )
    assert np.abs(full - rest).mean() > np.abs(half - rest).mean() > 0.1


def test_a_sheet_keeps_under_its_limit_or_says_so(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3)).astype(np.uint8)
    sheet = lay_out([Row([noise, noise], ["one", "two"], "A title"), *in_rows([noise] * 3, "abc")])
    free = save(sheet, tmp_path / "a.jpg")
    assert save(sheet, tmp_path / "a.jpg", free - 1) < free
    with pytest.raises(ValueError, match="more than 100"):
        save(sheet, tmp_path / "b.png", 100)
    assert not (tmp_path / "b.png").exists()
    with pytest.raises(ValueError, match="unknown ending"):
        save(sheet, tmp_path / "c.nothing")
    with pytest.raises(ValueError, match="at least one"):
        lay_out([])
