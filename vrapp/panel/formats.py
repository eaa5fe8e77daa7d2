"""Numbers and times as people read them. Pure."""

from __future__ import annotations

import math

from biofeedback.types import Notice, StreamHealth
from vrapp.panel.texts import Texts

DASH = "–"


def number(value: float, digits: int = 0) -> str:
    """`value` rounded to `digits` places; a dash for anything that is no number."""
    if not math.isfinite(value):
        return DASH
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0.0 else text


def clock(seconds: float) -> str:
    """m:ss (h:mm:ss from an hour on), never negative; empty when there is no end."""
    if not math.isfinite(seconds):
        return ""
    whole = max(math.ceil(seconds), 0)
    minutes, secs = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def ago(seconds: float, texts: Texts) -> str:
    """How long since: 'now' up to 2 s, then seconds, then minutes."""
    if not seconds >= 2.0:
        return texts.ago_now
    if seconds < 90.0:
        return texts.ago_seconds.format(seconds=int(seconds))
    return texts.ago_minutes.format(minutes=round(min(seconds, 1e7) / 60.0))


def rate(health: StreamHealth, texts: Texts) -> str:
    """The rate as measured; an irregular stream has none."""
    if health.stream.rate_hz <= 0.0:
        return texts.irregular
    shown = health.rate_hz if math.isfinite(health.rate_hz) else 0.0
    return f"{shown:.0f} Hz" if shown >= 10.0 or shown == 0.0 else f"{shown:.1f} Hz"


def title(name: str) -> str:
    """A scene's name as a title: 'bay_at_dusk' -> 'Bay at dusk'."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def notice(item: Notice, streams: tuple[StreamHealth, ...], now: float, texts: Texts) -> str:
    """One notice in plain words, with the stream's kind where it is known."""
    kind = next((s.stream.kind for s in streams if s.stream.key == item.stream), None)
    who = texts.stream_kinds.get(kind, item.stream) if kind else item.stream
    what = texts.notices.get(item.kind, item.kind)
    return texts.notice.format(who=who, what=what, ago=ago(now - item.t, texts))


def elide(text: str, limit: int) -> str:
    """At most `limit` characters, the end given up for an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"
