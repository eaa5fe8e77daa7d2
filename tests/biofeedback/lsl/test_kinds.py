from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.kinds import ALIASES, kind_of, kind_of_word, kinds_of_channels


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("ECG", "ecg"), ("ekg", "ecg"), ("PPG", "ppg"), ("bvp", "ppg"), ("RR", "rr"),
        ("RRI", "rr"), ("Ibi", "rr"), ("RRinterval", "rr"), ("RR-interval", "rr"),
        ("RESP", "respiration"),
        ("rsp", "respiration"), ("Respiration", "respiration"), ("EDA", "eda"), ("GSR", "eda"),
        ("scl", "eda"), ("EEG", "eeg"), ("HR", "hr"), ("HeartRate", "hr"), ("heart rate", "hr"),
        ("Markers", "markers"), ("Accelerometer", "motion"), ("acc_x", "motion"), ("ECG1", "ecg"),
        ("Polar H10 ECG", "ecg"), ("Pulse Rate", "hr"), ("cardiac", "ecg"), ("trigger", "markers"),
    ],
)  # fmt: skip
def test_aliases(word: str, kind: str) -> None:
    assert kind_of_word(word) == kind
    assert kind_of_word(word.upper()) in (kind, None)  # camel-case words need their case


@pytest.mark.parametrize("word", ["", "Gaze", "RespRate", "respiration rate", "HRV", "Video", "x"])
def test_what_is_no_signal_is_not_recognised(word: str) -> None:
    assert kind_of_word(word) is None


def test_every_alias_in_any_case() -> None:
    for kind, words in ALIASES.items():
        for word in words:
            assert kind_of(word) == kind_of(word.upper()) == kind_of(word.title()) == kind


def test_declared_type_before_name_before_labels() -> None:
    assert kind_of("EEG", "ECG amplifier", ["RESP"]) == "eeg"
    assert kind_of("", "My EKG", ["RESP"]) == "ecg"
    assert kind_of("Physio", "box 3", ["nSeq", "RESP"]) == "respiration"
    assert kind_of("Gaze", "eyes", ["x", "y"]) == "other"


@pytest.mark.parametrize(
    ("name", "kind"), [("HeartRate", "hr"), ("RRinterval", "rr"), ("RawECG", "ecg")]
)
def test_excite_o_meter(name: str, kind: str) -> None:
    assert kind_of("ExciteOMeter", name) == kind


def test_electrode_names_make_an_eeg() -> None:
    assert kind_of("", "amp", ["Fp1", "C3", "Cz", "O2"]) == "eeg"
    assert kind_of("", "amp", ["a", "b", "Cz"]) == "other"


def test_mixed_streams_are_told_apart_by_channel() -> None:
    box = kinds_of_channels("00:07:80:AA", "", ["nSeq", "ECG", "RESP", "EDA"], [""] * 4)
    assert box == {"ecg": (1,), "respiration": (2,), "eda": (3,)}
    amp = kinds_of_channels("EEG", "amp", ["C3", "C4", "chest"], ["EEG", "EEG", "ECG"])
    assert amp == {"eeg": (0, 1), "ecg": (2,)}
    assert kinds_of_channels("ECG", "", ["I", "II"], ["", ""]) == {"ecg": (0, 1)}
    assert kinds_of_channels("", "?", ["a", "b"], ["", ""]) == {"other": (0, 1)}


def test_labels_and_types_must_match() -> None:
    with pytest.raises(ValueError, match="1 labels and 2 types"):
        kinds_of_channels("", "", ["a"], ["", ""])


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.text(), st.text(), st.lists(st.text(), min_size=1, max_size=6))
def test_any_text_is_answered(declared: str, name: str, labels: list[str]) -> None:
    assert kind_of(declared, name, labels) in {*ALIASES, "other"}
    columns = [c for of in kinds_of_channels(declared, name, labels, labels).values() for c in of]
    assert columns
    assert len(set(columns)) == len(columns) <= len(labels)
