"""One stream through all its restarts: a single, ordered course of samples."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from biofeedback.lsl.feed import Feed
from biofeedback.lsl.inlet import Inlet
from biofeedback.lsl.metadata import View, views
from biofeedback.lsl.tap import Tap
from biofeedback.types import Chunk, FloatArray, Marker, Notice, NoticeKind

SILENT_S = 0.5
_SILENT_PERIODS = 3.0
_SILENT_IRREGULAR_S = 3.0  # out of sight and so long without an event: an irregular stream is lost
_REPLACE_S = 0.5  # an outlet out of sight and this long silent makes way for its successor
_REOPEN_S = 3.0  # in sight again but still silent: the connection is stale
_SECOND_KEPT_S = 5.0  # of samples of a second outlet with our identity
_FENCE_S = 30.0
AHEAD_S = 1.0


@dataclass(slots=True)
class Yield:
    """What one look brought in; filled by `Track.read`."""

    chunks: list[Chunk] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class Track:
    """Follows one identity (see `Description.identity`); used by the reader's thread alone.

    A restarted device shows up as a second session of the same identity. It is received from the
    moment it is found, and takes over when the first one's connection ended, or when the first is
    out of sight and silent. While the first still sends, it stays: the samples of one device
    announced twice are never mixed or counted twice.
    """

    def __init__(self, key: str, tap: Tap | None) -> None:
        self.key = key
        self.views: tuple[View, ...] = ()
        self._tap = tap
        self._feed: Feed | None = None
        self._successors: list[Feed] = []
        self._uid = ""  # of the newest session that was followed
        self._host = ""
        self._lost = False
        self._silent = False
        self._second_said = False
        self._heard = -math.inf  # when something last arrived
        self._in_sight_since = math.inf
        self._last_t = -math.inf
        self._fence = -math.inf
        self._fence_until = -math.inf
        self._ahead: list[tuple[FloatArray, FloatArray]] = []
        self._ahead_texts: list[tuple[float, str]] = []

    def join(self, inlet: Inlet, now: float) -> None:
        """A session of this identity began to be received."""
        self._successors.append(Feed(inlet, now))

    def read(self, until: float, visible: Collection[str], out: Yield) -> None:
        """Append everything with a stamp before `until`, and what there is to say."""
        for feed in self._successors:
            feed.collect(until)
        self._follow(until, visible, out)
        if self._feed is None and self._successors:
            self._adopt(self._successors.pop(0), until, out)
        self._drain(until, out)
        self._watch(until, visible, out)
        self._hand_out(until, out)

    def close(self) -> None:
        """Tell the tap that the present session ends."""
        if self._feed is not None and self._tap is not None:
            self._tap.closed(self._feed.session)
        self._feed = None

    # -- sessions

    def _follow(self, now: float, visible: Collection[str], out: Yield) -> None:
        """Let the present session go when it is over or its successor has to take over."""
        feed = self._feed
        if feed is None:
            return
        over = feed.over  # before draining: what arrived before the end is all there then
        gone = feed.inlet.uid not in visible and now - self._heard > _REPLACE_S
        if not over and not (gone and self._successors):
            return
        self._drain(now, out)
        feed.inlet.halt()
        if self._tap is not None:
            self._tap.closed(feed.session)
        self._feed = None
        self._say_lost(now, feed.inlet.trouble or "no longer answers", out)

    def _adopt(self, feed: Feed, now: float, out: Yield) -> None:
        session = feed.session
        self._feed = feed
        made = views(session, self.key)
        self.views = tuple(made[number] for number in feed.inlet.chosen)
        if self._tap is not None:
            self._tap.opened(session)
        moved = f"now on {session.host}" if self._host not in ("", session.host) else ""
        if not self._uid:
            self._say("connected", now, session.host, out)
        elif self._uid == session.uid:
            self._say("connected", now, "the connection was restored", out)
        else:
            self._say("restarted", now, moved, out)
        self._uid, self._host = session.uid, session.host
        self._lost = self._silent = self._second_said = False
        self._heard = now
        # What a successor sent while its forerunner was still heard is not counted twice.
        self._fence, self._fence_until = self._last_t, now + 2.0

    def _watch(self, now: float, visible: Collection[str], out: Yield) -> None:
        feed = self._feed
        if feed is None:
            return
        quiet = now - self._heard
        rate = feed.session.rate_hz
        regular = rate > 0 and not feed.session.text
        if regular and not self._silent and quiet > max(SILENT_S, _SILENT_PERIODS / rate):
            self._silent = True
            self._say("silent", now, f"no sample for {quiet:.1f} s", out)
        if feed.inlet.uid not in visible:
            self._in_sight_since = math.inf
            if quiet > (SILENT_S if regular else _SILENT_IRREGULAR_S):
                self._say_lost(now, "out of sight and silent", out)
        elif self._lost:
            self._in_sight_since = min(self._in_sight_since, now)
            if now - self._in_sight_since > _REOPEN_S:
                feed.inlet.halt()  # discovery opens a new inlet, for it is in sight
                self._in_sight_since = math.inf
        for second in self._successors:
            second.forget(now - _SECOND_KEPT_S)
            if now - second.opened_at > 2.0 and not self._second_said:
                self._second_said = True
                detail = f"announced a second time, by {second.session.host}; the first is used"
                self._say("duplicate", now, detail, out)
        if self._successors:
            self._successors = [
                second for second in self._successors if not (second.over and second.empty)
            ]

    # -- samples

    def _drain(self, now: float, out: Yield) -> None:
        """Take everything from the present session into `_ahead`, in our time."""
        feed = self._feed
        if feed is None:
            return
        if feed.collect(now):
            self._heard = now
            self._silent = False
            if self._lost:
                self._lost = False
                self._say("connected", now, "heard again", out)
        parts, texts = feed.release(now, self._tap)
        skipped = 0
        for t, x in parts:
            kept_t, kept_x, dropped = self._past_fence(t, x, now)
            skipped += dropped
            if kept_t.size:
                self._ahead.append((kept_t, kept_x))
                self._last_t = float(kept_t[-1])
        for at, text in texts:
            if now < self._fence_until and self._fence - _FENCE_S < at <= self._fence:
                skipped += 1
                continue
            self._ahead_texts.append((at, text))
            self._last_t = at
        if skipped:
            self._say("duplicate", now, f"{skipped} samples sent twice were left out", out)
        if feed.jumps:
            feed.jumps = 0
            self._say("clock jump", now, f"the clock of {self._host} was set or slept", out)
        if feed.clock_unknown:
            feed.clock_unknown = False
            detail = f"{self._host} answers no question about its clock; a firewall may block UDP"
            self._say("clock jump", now, detail, out)
        if feed.bad_stamps:
            bad, feed.bad_stamps = feed.bad_stamps, 0
            self._say("not finite", now, f"{bad} samples without a time stamp left out", out)

    def _past_fence(
        self, t: FloatArray, x: FloatArray, now: float
    ) -> tuple[FloatArray, FloatArray, int]:
        """Leave out what the forerunner already gave. A sender's odd time base is no reason."""
        if now > self._fence_until or not math.isfinite(self._fence):
            return t, x, 0
        twice = (t <= self._fence) & (t > self._fence - _FENCE_S)
        return t[~twice], x[~twice], int(np.count_nonzero(twice))

    def _hand_out(self, until: float, out: Yield) -> None:
        """Give everything stamped before `until`.

        What arrived has happened: a stamp slightly ahead (clock error, straightened jitter) waits
        for its time; one more than `AHEAD_S` ahead cannot be right and must not hold up the rest.
        """
        while self._ahead:
            t, x = self._ahead.pop(0)
            if max(t.tolist()) < until:  # nearly always
                self._give(t, x, out)
                continue
            early = (t >= until) & (t < until + AHEAD_S)
            cut = int(np.argmax(early)) if early.any() else t.size
            if cut:
                self._give(t[:cut], x[:cut], out)
            if cut < t.size:
                self._ahead.insert(0, (t[cut:], x[cut:]))
                break
        while self._ahead_texts:
            t_text, text = self._ahead_texts[0]
            if until <= t_text < until + AHEAD_S:
                break
            self._ahead_texts.pop(0)
            out.markers.extend(Marker(view.stream, t_text, text) for view in self.views)

    def _give(self, t: FloatArray, x: FloatArray, out: Yield) -> None:
        for view in self.views:
            columns = x if view.columns is None else x[:, view.columns]
            if view.stream.kind == "markers" and view.stream.rate_hz == 0:
                out.markers.extend(
                    Marker(view.stream, float(at), "; ".join(f"{value:g}" for value in row))
                    for at, row in zip(t, columns, strict=True)
                )
            else:
                out.chunks.append(Chunk(view.stream, t, columns))

    # -- words

    def _say(self, kind: NoticeKind, now: float, detail: str, out: Yield) -> None:
        out.notices.extend(Notice(view.stream.key, kind, now, detail) for view in self.views)

    def _say_lost(self, now: float, detail: str, out: Yield) -> None:
        if not self._lost:
            self._lost = True
            self._say("lost", now, detail, out)
