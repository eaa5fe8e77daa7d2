"""Targets that wake when they are looked at: a plain function from one moment to the next.

    state = first(spec)
    state = step(spec, state, dt, look, throws, eye_height_m)

A target comes, sleeps, and wakes when a gaze has rested on it or a snowball met it; it glows,
stays a moment and goes. One that nobody looked at goes away as quietly, and nothing is lost by
it. There is no score. How many there are, how small, how long a gaze must rest and how soon the
next comes is one number, the pace, from 0 (gentlest) to 1 (fullest), within what the scene allows;
every target moves it by the weighted up-down rule (Kaernbach, Perception & Psychophysics 1991):
up by (1 - success) of a step when woken, down by `success` of it when missed, so that it settles
where that share is woken, and a person who wakes them all has as much to do as there can be.

The same seed and the same looks give the same targets.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from vrapp.scene.spec import SceneSpec
from vrapp.scene.targets import SNOWBALL_FLOATS, SNOWBALLS, TargetsSpec, Vector, direction_m
from vrapp.session.attention import Attention, Look

GLOW_PER_S = 0.8
"""A target's light changes no faster: no glint, no blink."""
GAZED_GLOW = 0.45
"""The light of one that is looked at and about to wake."""
DRAIN = 0.5
"""A gaze that left is forgotten at this share of the speed at which it counted."""
FLIGHT_S, BURST_S = 0.9, 1.4
"""A snowball's way, and the puff at its end."""
THROW_RAD = math.radians(25.0)
"""A throw meets the nearest sleeping target within this angle: aiming is no task."""
MISS_M = 9.0
HAND = (0.26, -0.38, 0.45)
"""Where a snowball starts: metres to the right of, above and before the eye. Never at the face."""
CANDIDATES = 8
"""Places drawn for a new target; it takes the one farthest from the others (Mitchell 1991)."""
TOLD_EVERY = 10

Phase = Literal["away", "asleep", "awake", "leaving"]


@dataclass(frozen=True, slots=True)
class Target:
    """One target, or the place in the row where the next one will be ("away")."""

    phase: Phase = "away"
    phase_s: float = 0.0
    place: Vector = (0.0, 0.0, 0.0)
    size_m: float = 0.0
    number: int = 0
    random: float = 0.0
    age_s: float = 0.0
    presence: float = 0.0
    gazed: float = 0.0
    glow: float = 0.0
    hit: bool = False

    @property
    def sleeps(self) -> bool:
        """Whether it can be woken."""
        return self.phase in ("asleep", "leaving")


@dataclass(frozen=True, slots=True)
class Snowball:
    """One throw on its way, or its puff: `number` of the target it meets, 0 for none."""

    start: Vector
    end: Vector
    number: int
    random: float
    flown_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TargetsState:
    """All of them at one moment. `pace` 0..1; `woken` and `missed` count for the record only."""

    targets: tuple[Target, ...]
    snowballs: tuple[Snowball, ...] = ()
    pace: float = 0.0
    last: int = 0  # number of the newest target
    woken: int = 0
    missed: int = 0


class SceneTargets:
    """The targets of the scene that is shown; none where it has none."""

    def __init__(self) -> None:
        self._spec: TargetsSpec | None = None
        self._eye_height_m = 0.0
        self.state = TargetsState(())
        self.floats: tuple[float, ...] = ()

    def enter(self, scene: SceneSpec) -> None:
        """Begin with a scene's targets; go on when it is the same scene, edited elsewhere."""
        self._eye_height_m = scene.eye_height_m
        if scene.targets != self._spec:
            self._spec = scene.targets
            self.state = first(scene.targets) if scene.targets else TargetsState(())
            self.floats = single(floats(scene.targets, self.state)) if scene.targets else ()

    def step(self, dt: float, attention: Attention, counts: bool, events: list[str]) -> None:
        """Move on by `dt`; without `counts` (a pause, a question) nothing comes or is missed."""
        spec, before, eye_m = self._spec, self.state, self._eye_height_m
        if spec is None:
            return
        look, throws = (attention.look, attention.throws) if counts else (None, ())
        raised = None if look is None else look.raised(eye_m)
        thrown = [throw.raised(eye_m) for throw in throws]
        self.state = step(spec, before, dt, raised, thrown, eye_m)
        self.floats = single(floats(spec, self.state))
        if told_now := told(before, self.state):
            events.append(told_now)


def first(spec: TargetsSpec) -> TargetsState:
    """Nothing there yet; the first ones come one after the other."""
    gap = between(spec.gap_s, spec.start)
    waiting = tuple(Target(phase_s=gap - 0.8 * i) for i in range(spec.slots))
    return TargetsState(waiting, pace=spec.start)


def step(
    spec: TargetsSpec,
    state: TargetsState,
    dt: float,
    look: Look | None,
    throws: Sequence[Look] = (),
    eye_height_m: float = 0.0,
) -> TargetsState:
    """The next moment, `dt` seconds later.

    `look` and `throws` are in the scene's metres. Without a look (nobody is there, a question is
    open, a pause) nothing comes, ages or is missed; what fades or flies goes on.
    """
    live = dt if look is not None else 0.0
    seen = _seen(spec, state, look) if look is not None else -1
    flying = _flying(state, dt, throws)
    met = {b.number for b in flying if b.number and b.flown_s >= FLIGHT_S > b.flown_s - dt}
    pace, woken, missed, last = state.pace, state.woken, state.missed, state.last
    wanted, gap_s = round(between(spec.count, pace)), between(spec.gap_s, pace)
    places = [t.place for t in state.targets if t.phase != "away"]
    found: list[Target] = []
    for i, old in enumerate(state.targets):
        if old.phase == "away":
            due = live > 0.0 and old.phase_s + live >= gap_s and len(places) < wanted
            if due:
                last += 1
                found.append(_come(spec, pace, last, places, eye_height_m))
                places.append(found[-1].place)
            else:
                found.append(Target(phase_s=old.phase_s + live))
            continue
        new = _older(spec, pace, old, dt, live, i == seen, old.number in met)
        if new.phase == "awake" and old.phase != "awake":
            woken += 1
            pace = min(pace + spec.step * (1.0 - spec.success), 1.0)
        elif new.phase == "leaving" and old.phase == "asleep":
            missed += 1
            pace = max(pace - spec.step * spec.success, 0.0)
        found.append(new)
    return TargetsState(tuple(found), flying, pace, last, woken, missed)


def told(before: TargetsState, after: TargetsState) -> str:
    """What of a step is worth an event: the first one woken and every tenth; empty for nothing."""
    if after.woken == before.woken or (after.woken > 1 and after.woken % TOLD_EVERY):
        return ""
    return f"target woken: {after.woken} (missed {after.missed}, pace {after.pace:.2f})"


def floats(spec: TargetsSpec, state: TargetsState) -> tuple[float, ...]:
    """The numbers of `TARGET_MEMBERS` and `SNOWBALL_MEMBERS`, for `FrameState.targets`."""
    found: list[float] = []
    for t in state.targets:
        since = t.phase_s if t.phase == "awake" else 0.0
        found += (
            *t.place, t.size_m, smooth(t.presence), t.gazed, t.glow,
            min(since / spec.lit_s, 1.0), t.age_s, since, t.random, float(t.hit),
        )  # fmt: skip
    for b in state.snowballs:
        share = min(b.flown_s / FLIGHT_S, 1.0)
        rise = 0.5 * math.dist(b.start, b.end) * share * (1.0 - share)  # an arc an eighth as high
        x, y, z = (p + (q - p) * share for p, q in zip(b.start, b.end, strict=True))
        burst = max(b.flown_s - FLIGHT_S, 0.0) / BURST_S
        found += (x, y + rise, z, b.random, share, min(burst, 1.0), 0.0, 0.0)
    none = SNOWBALL_FLOATS * (SNOWBALLS - len(state.snowballs))
    return (*found, *(0.0,) * none)


def single(numbers: Sequence[float]) -> tuple[float, ...]:
    """The same in the precision in which they are drawn and recorded (float32)."""
    form = f"<{len(numbers)}f"
    return struct.unpack(form, struct.pack(form, *numbers))


def between(pair: Sequence[float], pace: float) -> float:
    return pair[0] + (pair[1] - pair[0]) * pace


def smooth(x: float) -> float:
    return x * x * (3.0 - 2.0 * x)


def _older(
    spec: TargetsSpec, pace: float, old: Target, dt: float, live: float, seen: bool, met: bool
) -> Target:
    """A target that is there, `dt` later; `live` of it counts for waiting and gazing."""
    phase, phase_s, presence = old.phase, old.phase_s, old.presence
    gazed = old.gazed
    fade = dt / spec.fade_s
    if old.sleeps:
        rest_s = between(spec.gaze_s, pace)
        gazed += live / rest_s if seen else -DRAIN * live / rest_s
        gazed = min(max(gazed, 0.0), 1.0)
        phase_s += live
        if gazed >= 1.0 or met:
            phase, phase_s, gazed = "awake", 0.0, 1.0
        elif seen:
            phase, phase_s = "asleep", 0.0  # even one that was about to go comes back
        elif phase == "asleep" and phase_s >= between(spec.wait_s, pace) and gazed <= 0.0:
            phase, phase_s = "leaving", 0.0
    else:
        phase_s += dt
    going = phase == "leaving" or (phase == "awake" and phase_s >= spec.lit_s - spec.fade_s)
    presence = min(max(presence + (-fade if going else fade), 0.0), 1.0)
    goal = (0.0 if going else 1.0) if phase == "awake" else GAZED_GLOW * gazed
    glow = old.glow + min(max(goal - old.glow, -GLOW_PER_S * dt), GLOW_PER_S * dt)
    if going and presence <= 0.0 and (phase == "leaving" or phase_s >= spec.lit_s):
        return Target()
    # written out: `replace` takes four times as long, and this is done for each in every frame
    return Target(
        phase, phase_s, old.place, old.size_m, old.number, old.random, old.age_s + dt, presence,
        gazed, glow, old.hit or met,
    )  # fmt: skip


def _come(
    spec: TargetsSpec, pace: float, number: int, others: Sequence[Vector], eye_height_m: float
) -> Target:
    """A new target, apart from the others. Its chances hang on seed and number alone."""
    random = Random(spec.seed * 1_000_003 + number)
    eye = (0.0, eye_height_m, 0.0)
    best, widest = eye, -1.0
    for _ in range(CANDIDATES):
        place = _somewhere(spec, random, eye_height_m)
        apart = min((_angle(eye, place, other) for other in others), default=math.pi)
        if apart > widest:
            best, widest = place, apart
        if apart >= math.radians(spec.apart_deg):
            break
    if spec.at and widest <= 0.0:  # every draw was taken: the first that is free
        best = next(place for place in spec.at if place not in others)
    return Target("asleep", 0.0, best, between(spec.size_m, pace), number, random.random())


def _somewhere(spec: TargetsSpec, random: Random, eye_height_m: float) -> Vector:
    if spec.at:
        return spec.at[int(random.random() * len(spec.at))]
    azimuth, elevation, distance = (
        between(pair, random.random())
        for pair in (spec.azimuth_deg, spec.elevation_deg, spec.distance_m)
    )
    return direction_m(azimuth, elevation, distance, eye_height_m)


def _seen(spec: TargetsSpec, state: TargetsState, look: Look) -> int:
    """Which sleeping target the gaze rests on: the nearest within reach; -1 for none."""
    reach = math.radians(between(spec.gaze_deg, state.pace))
    best, nearest = -1, math.inf
    for i, target in enumerate(state.targets):
        if target.sleeps and target.presence > 0.3:
            angle, distance = _off(look, target.place)
            if angle < nearest and angle <= max(reach, math.atan2(target.size_m, distance)):
                best, nearest = i, angle
    return best


def _flying(state: TargetsState, dt: float, throws: Sequence[Look]) -> tuple[Snowball, ...]:
    """The snowballs `dt` later, with new ones while there is room."""
    later = (replace(b, flown_s=b.flown_s + dt) for b in state.snowballs)
    flying = [b for b in later if b.flown_s < FLIGHT_S + BURST_S]
    for look in throws:
        if len(flying) < SNOWBALLS:
            flying.append(_thrown(state, flying, look))
    return tuple(flying)


def _thrown(state: TargetsState, flying: Sequence[Snowball], look: Look) -> Snowball:
    aimed_at = {b.number for b in flying}
    free = [t for t in state.targets if t.sleeps and t.number not in aimed_at]
    (ex, ey, ez), (dx, dy, dz) = look.origin, look.direction
    level = math.hypot(dx, dz)
    ahead = (dx / level, dz / level) if level > 1e-3 else (0.0, -1.0)
    right, up, before = HAND
    start = (
        ex + before * ahead[0] - right * ahead[1],
        ey + up,
        ez + before * ahead[1] + right * ahead[0],
    )
    random = math.fmod(0.618034 * (state.last + len(flying) + 1), 1.0)
    target = min(free, key=lambda t: _off(look, t.place)[0], default=None)
    if target is not None and _off(look, target.place)[0] <= THROW_RAD:
        return Snowball(start, target.place, target.number, random)
    end = (ex + MISS_M * dx, ey + MISS_M * dy, ez + MISS_M * dz)
    return Snowball(start, end, 0, random)


def _off(look: Look, place: Vector) -> tuple[float, float]:
    """Angle between the look and the way to a place, in radians, and its distance in metres."""
    way = [p - o for p, o in zip(place, look.origin, strict=True)]
    distance = max(math.hypot(*way), 1e-6)
    along = sum(w * d for w, d in zip(way, look.direction, strict=True)) / distance
    return math.acos(min(max(along, -1.0), 1.0)), distance


def _angle(eye: Vector, a: Vector, b: Vector) -> float:
    if a == b:
        return 0.0
    way = [p - o for p, o in zip(a, eye, strict=True)]
    length = max(math.hypot(*way), 1e-6)
    x, y, z = (w / length for w in way)
    return _off(Look(eye, (x, y, z)), b)[0]
