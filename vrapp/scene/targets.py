"""What a scene says of its targets: things that a person wakes by looking at them.

The `[targets]` table of a scene file. Where a pair is given, the first number is meant for the
gentlest pace and the second for the fullest; what happens lies in between and adapts (see
`vrapp.session.targets`). In GLSL `targets[i]` and `snowballs[i]` tell where they are and how they
do; a layer that draws them has as many instances as there are (`TARGETS`, `SNOWBALLS`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from vrapp.scene.table import Table

Vector = tuple[float, float, float]
Pair = tuple[float, float]

SNOWBALLS = 3
"""So many throws can be in the air at once."""

MOST = 16
NECK_DEG = (70.0, 45.0)
"""How far to the side, and up or down, a target may be: what head and eyes reach together without
strain, lying or sitting."""
FASTEST_FADE_S = 0.5

TARGET_MEMBERS = (
    ("vec4", "place"),
    ("float", "presence"),
    ("float", "gazed"),
    ("float", "glow"),
    ("float", "woken"),
    ("float", "age_s"),
    ("float", "woken_s"),
    ("float", "random"),
    ("float", "hit"),
)
"""`targets[i]` in GLSL: xyz and radius in metres; 0 not there .. 1 there; 0..1 how long it has
been looked at; 0..1 its light; 0 asleep .. 1 at the end of being awake; seconds since it came and
since it woke; a number 0..1 of its own; 1 when a snowball woke it."""

SNOWBALL_MEMBERS = (
    ("vec4", "place"),
    ("float", "flown"),
    ("float", "burst"),
    ("float", "spare_a"),
    ("float", "spare_b"),
)
"""`snowballs[i]`: xyz in metres and a number 0..1 of its own; 0 not thrown .. 1 there; 0 whole ..
1 gone, as a puff of snow."""


def _floats(members: tuple[tuple[str, str], ...]) -> int:
    return sum(4 if kind == "vec4" else 1 for kind, _ in members)


TARGET_FLOATS, SNOWBALL_FLOATS = _floats(TARGET_MEMBERS), _floats(SNOWBALL_MEMBERS)


@dataclass(frozen=True, slots=True)
class TargetsSpec:
    """The targets of a scene, checked. Pairs are (at the gentlest pace, at the fullest).

    They appear at one of `at` (metres, in the scene), or where that is empty anywhere within
    `azimuth_deg` (0 ahead, positive to the right), `elevation_deg` and `distance_m` of the
    person's eye at rest. `count`: so many at once; `size_m`: radius; `gaze_deg`: how near to its
    middle a gaze counts (the target's own radius always does); `gaze_s`: how long it must rest
    there; `wait_s`: how long one waits for a look before it goes away quietly; `gap_s`: from its
    end to the next one's coming; `lit_s`: how long it is awake; `fade_s`: to come and to go;
    `apart_deg`: how far from the others a new one should be; `success`: the share of them that
    the adapting pace leaves to be woken; `step`: how far one target moves the pace; `start`: the
    pace in the beginning, 0 gentlest to 1 fullest.
    """

    count: tuple[int, int]
    at: tuple[Vector, ...]
    azimuth_deg: Pair
    elevation_deg: Pair
    distance_m: Pair
    size_m: Pair
    gaze_deg: Pair
    gaze_s: Pair
    wait_s: Pair
    gap_s: Pair
    lit_s: float
    fade_s: float
    apart_deg: float
    success: float
    step: float
    start: float
    seed: int

    @property
    def slots(self) -> int:
        """The most that there are at once: instances of what draws them."""
        return self.count[1]

    @property
    def floats(self) -> int:
        """Numbers in `FrameState.targets`."""
        return self.slots * TARGET_FLOATS + SNOWBALLS * SNOWBALL_FLOATS


def read_targets(table: Table | None, eye_height_m: float) -> TargetsSpec | None:
    """Check a `[targets]` table; None where there is none. Raises `SceneError`."""
    if table is None:
        return None
    low, high = table.numbers("count", 2, 1, MOST)
    if low != int(low) or high != int(high) or low > high:
        table.fail("count", f"is [{low:g}, {high:g}]; allowed are two whole numbers, in order")
    at = table.points("at", 256)
    side, up = NECK_DEG
    for i, place in enumerate(at):
        _check_reach(table, f"at[{i}]", place, eye_height_m)
    if at and len(at) < high:
        table.fail("at", f"has {len(at)} places for up to {high:g} targets; give more")
    if at:
        for key in ("azimuth_deg", "elevation_deg", "distance_m"):
            if table.has(key):
                table.fail(key, "says what `at` says already; leave one of them out")
    found = TargetsSpec(
        count=(int(low), int(high)),
        at=at,
        azimuth_deg=_range(table, "azimuth_deg", -side, side, bool(at)),
        elevation_deg=_range(table, "elevation_deg", -up, up, bool(at)),
        distance_m=_range(table, "distance_m", 0.8, 200.0, bool(at)),
        size_m=_pair(table, "size_m", 0.01, 10.0),
        gaze_deg=_pair(table, "gaze_deg", 1.0, 20.0, [7.0, 4.0]),
        gaze_s=_pair(table, "gaze_s", 0.2, 5.0, [0.6, 1.0]),
        wait_s=_pair(table, "wait_s", 2.0, 120.0, [30.0, 8.0]),
        gap_s=_pair(table, "gap_s", 0.2, 60.0, [3.0, 0.8]),
        lit_s=table.number("lit_s", 1.0, 30.0, 4.0),
        fade_s=table.number("fade_s", FASTEST_FADE_S, 15.0, 1.2),
        apart_deg=table.number("apart_deg", 0.0, 90.0, 12.0),
        success=table.number("success", 0.5, 0.98, 0.88),
        step=table.number("step", 0.0, 1.0, 0.25),
        start=table.number("start", 0.0, 1.0, 0.25),
        seed=table.integer("seed", 0, 2**32 - 1, 0),
    )
    if found.lit_s < 2 * found.fade_s:
        table.fail("lit_s", f"is {found.lit_s:g}; it must be twice fade_s ({found.fade_s:g})")
    table.finish()
    return found


def _pair(t: Table, key: str, low: float, high: float, default: list[float] | None = None) -> Pair:
    found = t.numbers(key, 2, low, high, default) if default else t.numbers(key, 2, low, high)
    return found[0], found[1]


def _range(t: Table, key: str, low: float, high: float, placed: bool) -> Pair:
    a, b = _pair(t, key, low, high, [low, high] if placed else None)
    if a > b:
        t.fail(key, f"is [{a:g}, {b:g}]; the first must not be more than the second")
    return a, b


def _check_reach(table: Table, spot: str, place: Vector, eye_height_m: float) -> None:
    x, y, z = place[0], place[1] - eye_height_m, place[2]
    level = math.hypot(x, z)
    azimuth, elevation = math.degrees(math.atan2(x, -z)), math.degrees(math.atan2(y, level))
    side, up = NECK_DEG
    if math.hypot(level, y) < 0.8 or abs(azimuth) > side or abs(elevation) > up:
        table.fail(
            spot,
            f"lies {azimuth:.0f} degrees to the side and {elevation:.0f} up; allowed are "
            f"{side:g} and {up:g}, at 0.8 m or more from the eye at {eye_height_m:g} m",
        )


def resting_targets(spec: TargetsSpec, eye_height_m: float) -> tuple[float, ...]:
    """What pictures without a person show: all of them there, one looked at, one just woken."""
    found: list[float] = []
    size = 0.5 * (spec.size_m[0] + spec.size_m[1])
    asleep, looked_at, awake = (0.0, 0.0, 0.0), (0.6, 0.27, 0.0), (1.0, 1.0, 0.14)
    for i in range(spec.slots):
        share = (i + 0.5) / spec.slots
        gazed, glow, woken = {0: awake, 1: looked_at}.get(i, asleep)
        found += (*place_of(spec, share, (5 * i + 2) % spec.slots, eye_height_m), size)
        found += (1.0, gazed, glow, woken, 6.0 + i, woken * spec.lit_s, (0.37 * i) % 1.0, 0.0)
    return (*found, *(0.0,) * (SNOWBALLS * SNOWBALL_FLOATS))


def place_of(spec: TargetsSpec, share: float, turn: int, eye_height_m: float) -> Vector:
    """One of the places: the one at `share` 0..1 of `at`, or of the azimuths; `turn` varies it."""
    if spec.at:
        return spec.at[min(int(share * len(spec.at)), len(spec.at) - 1)]
    golden = (0.5 + 0.618034 * turn) % 1.0  # spreads evenly without a visible order
    return direction_m(
        _mix(spec.azimuth_deg, share),
        _mix(spec.elevation_deg, golden),
        _mix(spec.distance_m, (golden * 7.0) % 1.0),
        eye_height_m,
    )


def direction_m(
    azimuth_deg: float, elevation_deg: float, distance_m: float, eye_height_m: float
) -> Vector:
    """The place in the scene that lies there, seen from the eye at rest."""
    a, e = math.radians(azimuth_deg), math.radians(elevation_deg)
    level = distance_m * math.cos(e)
    return (
        level * math.sin(a),
        eye_height_m + distance_m * math.sin(e),
        -level * math.cos(a),
    )


def _mix(pair: Pair, share: float) -> float:
    return pair[0] + (pair[1] - pair[0]) * share
