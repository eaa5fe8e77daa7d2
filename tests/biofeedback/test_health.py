from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biofeedback.health import RECOVER_S, StreamMonitor
from biofeedback.types import TICK_S, Chunk, Notice, NoticeKind
from tests.biofeedback.bodies import between, chunk, stream, ticks


class Feed:
    """Feeds one monitor tick by tick and keeps everything it passed and said."""

    def __init__(self, **info: object) -> None:
        self.info = stream(**info)  # type: ignore[arg-type]
        self.monitor = StreamMonitor(self.info, 0.0)
        self.now = 0.0
        self.t: list[float] = []
        self.x: list[float] = []
        self.notices: list[Notice] = []

    def give(self, *chunks: Chunk, notices: tuple[Notice, ...] = ()) -> None:
        checked = self.monitor.step(chunks, self.now, notices)
        for c in checked.chunks:
            self.t += c.t.tolist()
            self.x += c.x[:, 0].tolist()
        self.notices += checked.notices

    def run(self, seconds: float, change=lambda c: c) -> None:  # type: ignore[no-untyped-def]
        for now in ticks(seconds, self.now):
            before, self.now = self.now, now
            changed = change(between(self.info, before, now))
            self.give(*([] if changed is None else [changed]))

    @property
    def trust(self) -> float:
        return self.monitor.trust(self.now)[0]

    @property
    def reason(self) -> str:
        return self.monitor.trust(self.now)[1]

    def kinds(self) -> list[NoticeKind]:
        return [notice.kind for notice in self.notices]


def test_a_sound_stream_passes_whole_with_full_trust() -> None:
    feed = Feed(rate_hz=250.0)
    feed.run(8.0)
    np.testing.assert_allclose(feed.x, np.arange(2000), atol=1e-6)
    assert feed.trust == 1.0
    assert feed.notices == []
    health = feed.monitor.health(feed.now)
    assert health.state == "live"
    assert health.samples == 2000
    assert health.rate_hz == pytest.approx(250.0)
    assert health.reason == ""


def test_before_the_first_sample_nothing_is_trusted() -> None:
    feed = Feed()
    assert feed.monitor.health(0.0).state == "silent"
    assert feed.monitor.trust(0.0) == (0.0, "ECG: no data yet")
    assert math.isnan(feed.monitor.rate_hz)


def test_silence_is_named_once_and_trust_is_gone_within_half_a_second() -> None:
    feed = Feed()
    feed.run(5.0)
    feed.run(0.5 + TICK_S, lambda c: None)
    assert feed.trust == 0.0
    feed.run(1.5, lambda c: None)
    assert feed.reason == "ECG: no data for 2 s"
    assert feed.monitor.health(feed.now).state == "silent"
    assert feed.kinds() == ["silent"]
    feed.run(0.1)
    assert feed.monitor.health(feed.now).state == "live"
    assert feed.trust < 0.1
    assert feed.kinds() == ["silent", "gap"]
    feed.run(RECOVER_S)
    assert feed.trust == 1.0


def test_a_short_gap_costs_some_trust_which_comes_back() -> None:
    feed = Feed(rate_hz=256.0)
    feed.run(4.0)
    feed.run(4 * TICK_S, lambda c: None)
    feed.run(TICK_S)
    assert feed.kinds() == ["gap"]
    assert 0.2 < feed.trust < 0.8
    assert "missing" in feed.reason
    before = feed.trust
    feed.run(1.0)
    assert before < feed.trust < 1.0
    feed.run(RECOVER_S)
    assert feed.trust == 1.0


def test_a_gap_inside_a_chunk_is_found_and_measured() -> None:
    feed = Feed(rate_hz=100.0)
    feed.now = 1.0
    t = np.arange(100) / 100.0
    feed.give(chunk(feed.info, np.delete(t, slice(40, 70))))
    assert feed.kinds() == ["gap"]
    assert feed.notices[0].t == pytest.approx(0.70)
    assert "0.30 s missing" in feed.notices[0].detail
    assert feed.trust < 0.6


def test_a_gap_does_not_look_like_a_slow_rate() -> None:
    feed = Feed(rate_hz=100.0)
    for _ in range(8):
        feed.run(1.0)
        feed.run(0.3, lambda c: None)
    assert feed.monitor.rate_hz == pytest.approx(100.0, rel=1e-3)
    assert "rate mismatch" not in feed.kinds()


def test_samples_are_never_passed_twice() -> None:
    feed = Feed()
    feed.run(3.0)
    again = between(feed.info, 2.5, 3.0)
    feed.give(again)
    feed.run(1.0)
    assert feed.x == sorted(set(feed.x))
    assert len(feed.x) == 4 * 256
    assert feed.monitor.counts["backwards"] + feed.monitor.counts["duplicate"] == again.t.size
    assert feed.trust < 1.0


def test_equal_stamps_are_duplicates() -> None:
    feed = Feed(rate_hz=4.0)
    feed.now = 1.0
    feed.give(chunk(feed.info, [0.0, 0.25, 0.25, 0.5]))
    assert feed.t == [0.0, 0.25, 0.5]
    assert feed.kinds() == ["duplicate"]


def test_reordered_samples_are_left_out_and_counted() -> None:
    feed = Feed(rate_hz=256.0)
    feed.run(2.0)

    def swap(c: Chunk) -> Chunk:
        order = np.r_[4:8, 0:4]
        return Chunk(c.stream, c.t[order], c.x[order])

    feed.run(TICK_S, swap)
    assert feed.t == sorted(set(feed.t))
    assert feed.monitor.counts["backwards"] == 4
    assert feed.trust == pytest.approx(0.5, abs=0.05)
    assert "backwards" in feed.reason


@pytest.mark.parametrize(("shift", "kind"), [(-7200.0, "clock reset"), (7200.0, "clock jump")])
def test_a_clock_that_jumps_is_followed_and_comes_back(shift: float, kind: NoticeKind) -> None:
    feed = Feed()
    feed.run(5.0)
    feed.run(3.0, lambda c: Chunk(c.stream, c.t + shift, c.x))
    assert kind in feed.kinds()
    assert feed.t == sorted(set(feed.t))
    assert abs(feed.t[-1] - feed.now) < 0.1
    lost = 8 * 256 - len(feed.t)
    assert lost <= 0.6 * 256  # what came while it could still have been stray samples
    feed.run(4.0)
    assert feed.t == sorted(set(feed.t))
    assert abs(feed.t[-1] - feed.now) < 0.1
    feed.run(RECOVER_S)
    assert feed.trust == 1.0


def test_a_stream_stamped_with_another_clock_from_the_start_is_placed_by_arrival() -> None:
    feed = Feed()
    feed.run(2.0, lambda c: Chunk(c.stream, c.t + 1.7e9, c.x))
    assert feed.kinds()[-1] == "clock jump"
    assert feed.monitor.health(feed.now).state == "live"
    assert abs(feed.t[-1] - feed.now) < 0.1


def test_a_single_stray_stamp_does_not_move_the_clock() -> None:
    feed = Feed()
    feed.run(2.0)

    def stray(c: Chunk) -> Chunk:
        t = c.t.copy()
        t[3] += 86400.0
        return Chunk(c.stream, t, c.x)

    feed.run(TICK_S, stray)
    feed.run(2.0)
    assert len(feed.t) == 4 * 256 + 8 - 1
    assert feed.kinds() == ["clock jump"]
    assert feed.t[-1] < feed.now


def test_a_wrong_nominal_rate_is_noticed_and_caps_trust() -> None:
    feed = Feed(rate_hz=250.0)
    real = stream(rate_hz=130.0)
    for now in ticks(8.0):
        before, feed.now = feed.now, now
        c = between(real, before, now)
        feed.give(Chunk(feed.info, c.t, c.x))
    assert feed.kinds() == ["rate mismatch"]
    assert feed.trust == pytest.approx(0.6)
    assert "runs at 130.0 Hz, declares 250 Hz" in feed.reason


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_values_that_are_no_numbers_lower_trust_by_their_share(bad: float) -> None:
    feed = Feed()
    feed.run(3.0)

    def spoil(c: Chunk) -> Chunk:
        x = c.x.copy()
        x[::2] = bad
        return Chunk(c.stream, c.t, x)

    feed.run(1.0, spoil)
    assert feed.kinds() == ["not finite"]
    assert feed.trust == pytest.approx(0.5)
    assert "50%" in feed.reason
    feed.run(RECOVER_S + 0.1)
    assert feed.trust == 1.0
    feed.run(0.5, spoil)
    assert feed.kinds() == ["not finite", "not finite"], "a second episode is said again"


def test_huge_but_finite_values_are_numbers() -> None:
    feed = Feed()
    feed.run(1.0, lambda c: Chunk(c.stream, c.t, np.full_like(c.x, 1e308)))
    assert feed.kinds() == []


def test_stamps_without_a_time_are_left_out() -> None:
    feed = Feed(rate_hz=4.0)
    feed.now = 1.0
    feed.give(chunk(feed.info, [0.0, math.nan, 0.25, math.inf], [0, 1, 2, 3]))
    assert feed.t == [0.0, 0.25]
    assert feed.monitor.counts["rejected"] == 2


def test_a_chunk_of_the_wrong_width_is_rejected_with_the_numbers() -> None:
    feed = Feed(channels=2)
    feed.run(1.0)
    feed.give(Chunk(feed.info, np.array([1.0]), np.zeros((1, 3))))
    assert feed.kinds() == ["rejected"]
    assert "3 channels" in feed.notices[0].detail
    assert "declares 2" in feed.notices[0].detail


def test_the_last_samples_of_a_lost_stream_do_not_bring_it_back() -> None:
    feed = Feed()
    feed.run(3.0)
    last = between(feed.info, feed.now, feed.now + 1 / 32)
    feed.now += 1 / 32
    feed.give(last, notices=(Notice("ecg", "lost", feed.now),))
    assert (feed.trust, feed.reason) == (0.0, "ECG: stream lost")
    assert feed.monitor.health(feed.now).state == "lost"


def test_lost_and_restarted_are_heard_from_the_source() -> None:
    feed = Feed()
    feed.run(3.0)
    feed.give(notices=(Notice("ecg", "lost", feed.now),))
    assert (feed.trust, feed.reason) == (0.0, "ECG: stream lost")
    assert feed.monitor.health(feed.now).state == "lost"
    feed.run(1.0, lambda c: None)
    feed.give(notices=(Notice("ecg", "restarted", feed.now),))
    feed.run(0.2)
    assert feed.monitor.health(feed.now).state == "live"
    assert feed.trust < 0.2
    feed.run(RECOVER_S)
    assert feed.trust == 1.0


def test_heartbeats_may_be_three_seconds_apart_and_batches_four() -> None:
    feed = Feed(kind="rr", rate_hz=0.0)
    for now in ticks(20.0):
        feed.now = now
        feed.give(*([chunk(feed.info, [now - 0.1], [0.8])] if now % 1.0 == 0 else []))
    assert feed.trust == 1.0
    for now in ticks(2.9, feed.now):
        feed.now = now
        feed.give()
    assert feed.monitor.health(feed.now).state == "live"
    for now in ticks(0.5, feed.now):
        feed.now = now
        feed.give()
    assert feed.monitor.health(feed.now).state == "silent"


def test_a_batching_transport_is_not_called_silent_between_its_batches() -> None:
    feed = Feed(rate_hz=64.0)
    since = 0.0
    for now in ticks(20.0):
        feed.now = now
        if now % 1.0 == 0:
            feed.give(between(feed.info, since, now))
            since = now
        else:
            feed.give()
    assert "silent" not in feed.kinds()[2:]  # it learns this after the first
    for now in ticks(3.0, feed.now):
        feed.now = now
        feed.give()
    assert feed.monitor.health(feed.now).state == "silent"


def test_markers_are_never_silent() -> None:
    feed = Feed(kind="markers", rate_hz=0.0)
    feed.now = 0.1
    feed.give(chunk(feed.info, [0.05]))
    for now in ticks(60.0, feed.now):
        feed.now = now
        feed.give()
    assert feed.trust == 1.0


stamps = st.one_of(
    st.floats(-5.0, 15.0), st.floats(allow_nan=True, allow_infinity=True, width=64), st.just(1.0)
)
batches = st.lists(
    st.tuples(st.floats(0.0, 1.0), st.lists(stamps, max_size=12), st.integers(1, 3)), max_size=25
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(batches)
def test_whatever_comes_stamps_rise_and_nothing_is_lost_unnamed(batches) -> None:  # type: ignore[no-untyped-def]
    feed = Feed(rate_hz=50.0)
    given_samples = 0
    for wait, t, width in batches:
        feed.now += wait
        with np.errstate(all="ignore"):
            c = Chunk(feed.info, np.array(t, dtype=float), np.zeros((len(t), width)))
            feed.give(c)
        given_samples += len(t)
        assert 0.0 <= feed.trust <= 1.0
        assert feed.trust == 1.0 or feed.reason
        assert math.isnan(feed.monitor.rate_hz) or feed.monitor.rate_hz >= 0.0
    assert all(b > a for a, b in zip(feed.t, feed.t[1:], strict=False))
    counts = feed.monitor.counts
    left_out = sum(counts[k] for k in ("rejected", "duplicate", "backwards", "clock jump"))
    assert len(feed.t) <= given_samples <= len(feed.t) + left_out
