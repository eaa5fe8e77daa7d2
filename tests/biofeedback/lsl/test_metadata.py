from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.lsl.config import LslError
from biofeedback.lsl.metadata import describe, views
from biofeedback.lsl.wants import OWN_PREFIX, Want
from biofeedback.types import Channel, StreamInfo
from tests.biofeedback.lsl.fakes import xml


def test_labels_units_and_types() -> None:
    read = describe(xml(labels=("I", "II"), units=("microvolts", "mV"), types=("ECG", "")))
    assert read.channels == (Channel("I", "microvolts", "ECG"), Channel("II", "mV", ""))
    assert (read.uid, read.host, read.rate_hz, read.text) == ("u1", "here", 100.0, False)


def test_missing_labels_are_numbered() -> None:
    text = xml(labels=("a", "", "")).replace("<channel_count>3<", "<channel_count>4<")
    labels = [channel.label for channel in describe(text).channels]
    assert labels == ["a", "ch2", "ch3", "ch4"]


def test_more_channels_described_than_sent() -> None:
    text = xml(labels=("a", "b")).replace("<channel_count>2<", "<channel_count>1<")
    assert [channel.label for channel in describe(text).channels] == ["a"]


@pytest.mark.parametrize(
    "text",
    ["", "<info>", "<info/>", xml().replace("<channel_count>1<", "<channel_count>0<"),
     xml().replace(">100.0<", ">nan<"), xml().replace(">100.0<", ">fast<")],
)  # fmt: skip
def test_an_unusable_description_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="stream"):
        describe(text)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(st.text())
def test_any_text_describes_or_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        describe(text)


def test_one_kind_keeps_all_channels() -> None:
    (view,) = views(describe(xml(labels=("count", "run"))), "key")
    assert view.columns is None
    assert view.stream == StreamInfo(
        "key", "ecg", "dev", (Channel("count"), Channel("run")), 100.0, "dev-1", "here", "ECG"
    )


def test_a_mixed_box_becomes_one_stream_for_each_kind() -> None:
    box = describe(xml("box", "Physio", ("nSeq", "ECG", "RESP"), units=("", "mV", "%")))
    made = views(box, "box")
    assert [(v.stream.key, v.stream.kind, v.columns) for v in made] == [
        ("box", "ecg", (1,)),
        ("box/respiration", "respiration", (2,)),
    ]
    assert made[1].stream.channels == (Channel("RESP", "%"),)


def test_strings_are_markers_whatever_their_type() -> None:
    (view,) = views(describe(xml(declared_type="Notes", channel_format="string")), "k")
    assert view.stream.kind == "markers"


def test_our_own_numbers_are_no_sensor() -> None:
    own = xml("vrapp indices", "Indices", ("heart_rate",), source_id=OWN_PREFIX + "indices@here")
    assert [view.stream.kind for view in views(describe(own), "k")] == ["other"]


def test_identity_survives_a_restart_and_a_move() -> None:
    first = describe(xml(uid="u1", host="a"))
    assert describe(xml(uid="u2", host="b")).identity == first.identity
    assert (
        describe(xml(source_id="", host="a")).identity
        != describe(xml(source_id="", host="b")).identity
    )
    # one source id for all streams of a device is common
    assert describe(xml(name="other")).identity != first.identity


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("EKG", Want(kind="ecg")),
        ("kind=ibi", Want(kind="rr")),
        ("name=Polar H10", Want(name="Polar H10")),
        ("source_id = x=1", Want(source_id="x=1")),
        ("host=pc", Want(host="pc")),
        ("xpath=type='ECG'", Want(predicate="type='ECG'")),
    ],
)
def test_wants_as_words(text: str, want: Want) -> None:
    assert Want.parse(text) == want


@pytest.mark.parametrize("text", ["", "nonsense", "kind=nonsense", "name=", "colour=red"])
def test_wants_nobody_understands(text: str) -> None:
    with pytest.raises(LslError, match="stream"):
        Want.parse(text)


def test_wants_fit_every_given_field() -> None:
    stream = StreamInfo("k", "ecg", "n", (Channel("a"),), 1.0, "id", "h")
    assert Want().fits(stream)
    assert Want("ecg", "n", "id", "h").fits(stream)
    misfits = (Want("eda"), Want(name="m"), Want(source_id="x"), Want(host="x"))
    assert not any(want.fits(stream) for want in misfits)


def test_our_own_streams_are_read_back_only_when_asked_for() -> None:
    own = ("vrapp events", OWN_PREFIX + "events@here", "here")
    assert not Want().may_fit(*own)
    assert not Want(kind="markers").may_fit(*own)
    assert Want(name="vrapp events").may_fit(*own)
    assert Want(predicate="type='Markers'").may_fit(*own)
