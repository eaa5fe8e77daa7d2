"""Who may know whom. A new room, or a new edge between rooms, is a decision: it is made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws import (
    Module,
    clock_readings,
    cycle,
    forbidden_imports,
    foreign_imports,
    printers,
    read,
)

ROOT = Path(__file__).resolve().parents[1]
B, V = "biofeedback", "vrapp"
TYPES, CLOCK, KINDS = f"{B}.types", f"{B}.clock", f"{B}.kinds"
SOURCE = f"{B}.sources.base"
CENTRE = [
    f"{B}.{name}"
    for name in ("health", "loop", "agreement", "choice", "traces", "line", "schedule", "engine")
]

ROOMS: dict[str, list[str]] = {
    # the body
    B: [],
    TYPES: [],
    CLOCK: [],
    KINDS: [TYPES],
    f"{B}.signals": [TYPES, KINDS],
    f"{B}.indices": [TYPES],
    f"{B}.training": [TYPES, f"{B}.indices"],
    f"{B}.lsl": [TYPES, CLOCK, KINDS, SOURCE],
    f"{B}.sources": [TYPES, CLOCK, KINDS, f"{B}.lsl"],
    f"{B}.health": [TYPES],
    f"{B}.choice": [],
    f"{B}.schedule": [TYPES, f"{B}.indices"],
    f"{B}.traces": [TYPES],
    f"{B}.loop": [TYPES],
    f"{B}.agreement": [TYPES],
    f"{B}.line": [
        TYPES, *(f"{B}.{name}" for name in ("health", "loop", "traces", "signals", "indices.base"))
    ],
    f"{B}.engine": [
        TYPES,
        *(f"{B}.{room}" for room in ("agreement", "choice", "line", "schedule")),
        *(f"{B}.{room}" for room in ("signals", "indices")),
    ],
    f"{B}.worker": [TYPES, CLOCK, SOURCE, f"{B}.engine"],
    f"{B}.analysis": [TYPES, SOURCE, f"{B}.engine"],
    # the session and the pictures
    f"{V}.words": [],
    f"{V}.scene": [],
    f"{V}.session": [TYPES, f"{V}.scene", f"{B}.training", f"{B}.indices.baseline"],
    f"{V}.render": [f"{V}.scene"],
    # A display gives views; of the renderer's room it knows what those are made of, no more.
    f"{V}.display": [f"{V}.render.{name}" for name in ("view", "target", "plates")],
    f"{V}.panel": [TYPES, f"{B}.indices.baseline", f"{V}.session", f"{V}.scene.question"],
    f"{V}.prompt": [f"{V}.scene", f"{V}.display.base", f"{V}.render.view", f"{V}.render.plates"],
    f"{V}.audio": [f"{V}.scene"],
    f"{V}.studio": [TYPES, *(f"{V}.{room}" for room in ("scene", "session", "render", "panel"))],
    f"{V}.report": [TYPES, *(f"{V}.{room}" for room in ("session", "scene", "record", "words"))],
    f"{V}.history": [f"{B}.indices.baseline", f"{V}.report", f"{V}.record"],
    f"{V}.export": [TYPES, f"{B}.sources", f"{V}.report", f"{V}.record"],
    f"{V}.record": [
        TYPES, SOURCE, f"{B}.lsl.metadata", f"{V}.session", f"{V}.scene", f"{V}.render.view"
    ],
    # What was shown, drawn again from the record: no session, no signals, only their words.
    f"{V}.watch": [
        TYPES, f"{B}.sources", f"{V}.session.history", f"{V}.session.session",
        *(f"{V}.{room}" for room in ("record", "scene", "render", "prompt", "studio.sheet")),
        f"{V}.display.base",
    ],
    f"{V}.app": [
        B,
        *(f"{V}.{room}" for room in ("scene", "session", "render", "display", "panel", "prompt")),
        f"{V}.report",
        f"{V}.record",
        f"{V}.history",
        f"{V}.studio",
        f"{V}.audio",
        f"{V}.words",
    ],
    f"{V}.bench": [
        B, *(f"{V}.{room}" for room in ("scene", "session", "render", "display", "app", "audio"))
    ],
    f"{V}.doctor": [CLOCK, f"{B}.lsl", f"{V}.display", f"{V}.report.place", f"{V}.audio.player"],
    V: [f"{V}.cli"],
    f"{V}.cli": [B, V],
}  # fmt: skip
"""What each room may import besides itself; the innermost room that holds a module counts."""

HOMES = {
    "pylsl": [f"{B}.lsl"],
    "moderngl": [
        f"{V}.{room}"
        for room in ("render", "display", "panel", "prompt", "app", "bench", "studio", "watch")
    ],
    "pygame": [f"{V}.{room}" for room in ("display", "panel", "app", "studio", "audio.player")],
    "imgui_bundle": [f"{V}.panel", f"{V}.studio"],
    "OpenGL": [f"{V}.panel"],
    "xr": [f"{V}.display", f"{V}.doctor", f"{V}.bench.bare"],
    "click": [f"{V}.cli"],
    "rich": [f"{V}.cli"],
    "pyxdf": [f"{B}.sources"],
    "matplotlib": [f"{V}.report"],
    "jinja2": [f"{V}.report.page"],
    "sqlalchemy": [f"{V}.history"],
    "sqlcipher3": [f"{V}.history"],
    "cryptography": [f"{V}.history"],
}
"""Rooms that may know a library."""

CLOCKS = {
    f"{B}.lsl.clock": ["pylsl.local_clock"],
    # CPU time is a cost, no time base.
    f"{B}.worker": ["time.thread_time"],
    f"{V}.audio.player": ["time.thread_time"],
    f"{V}.bench": ["time.thread_time", "time.process_time", "time.perf_counter"],
    # Folders are named by the calendar.
    f"{V}.cli.session": ["datetime.now"],
    f"{V}.cli.desk": ["datetime.now"],
    # The audit trail says when.
    f"{V}.cli.traced": ["datetime.now"],
}


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    found = read(ROOT, [B, V])
    assert len(found) > 20, "the packages were not found"
    return found


def test_rooms_import_one_way(modules: dict[str, Module]) -> None:
    assert forbidden_imports(modules, ROOMS) == []


def test_no_circles(modules: dict[str, Module]) -> None:
    assert cycle(modules) == []


def test_libraries_stay_in_their_rooms(modules: dict[str, Module]) -> None:
    assert foreign_imports(modules, HOMES) == []


def test_only_the_clock_asks_for_the_time(modules: dict[str, Module]) -> None:
    assert clock_readings(modules, CLOCKS) == []


def test_only_the_command_line_prints(modules: dict[str, Module]) -> None:
    # The simulator's process has no other way to tell its parent why it could not begin.
    assert printers(modules, [f"{V}.cli", f"{B}.sources.simulate"]) == []


# -- the checker itself: a broken law is seen ------------------------------------------------------


def world(**sources: str) -> dict[str, Module]:
    """Modules by name, `__` standing for the dot."""
    names = {name.replace("__", "."): source for name, source in sources.items()}
    return {name: Module.of(name, source) for name, source in names.items()}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("vrapp__render__sky", "from biofeedback.types import BodyState"),
        ("vrapp__render__sky", "def f():\n    import biofeedback"),
        ("vrapp__render__sky", "if TYPE_CHECKING:\n    from biofeedback.types import Beat"),
        ("vrapp__display__window", "from vrapp.session.session import Session"),
        ("vrapp__display__window", "from vrapp.render import renderer"),
        ("vrapp__display__window", "from ..render.renderer import Renderer"),
        ("vrapp__scene__spec", "import vrapp.render.view"),
        ("vrapp__session__mapping", "from biofeedback.engine import Engine"),
        ("vrapp__app__run", "from vrapp.cli import main"),
        ("biofeedback__engine", "from vrapp.session import session"),
        ("biofeedback__engine", "from biofeedback.worker import Worker"),
        ("biofeedback__types", "from biofeedback.clock import Clock"),
        ("biofeedback__signals__ecg", "from biofeedback.lsl.clock import LslClock"),
        ("biofeedback__new_room", "x = 1"),
        ("vrapp__new_room__deep", "x = 1"),
    ],
)
def test_a_forbidden_import_is_seen(name: str, source: str) -> None:
    others = world(vrapp__render__renderer="", vrapp__session__session="", biofeedback__types="")
    broken = forbidden_imports({**others, **world(**{name: source})}, ROOMS)
    assert len(broken) == 1
    assert broken[0].startswith(name.replace("__", "."))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("vrapp__render__sky", "from vrapp.scene.frame import FrameState\nimport numpy"),
        ("vrapp__render__sky", "from .view import View"),
        ("vrapp__display__window", "from vrapp.render.view import View"),
        ("vrapp__display__window", "from vrapp.render import view"),
        ("biofeedback__lsl__source", "from biofeedback.sources.base import SourceError"),
        ("vrapp__cli__session", "def demo():\n    from vrapp.app.run import run_demo"),
    ],
)
def test_a_lawful_import_is_let_be(name: str, source: str) -> None:
    others = world(vrapp__render__view="", vrapp__app__run="")
    assert forbidden_imports({**others, **world(**{name: source})}, ROOMS) == []


def test_a_circle_is_seen_unless_it_closes_only_later() -> None:
    a, b = "from vrapp.app.b import B", "import vrapp.app.c"
    found = cycle(world(vrapp__app__a=a, vrapp__app__b=b, vrapp__app__c="from . import a"))
    assert set(found) == {"vrapp.app.a", "vrapp.app.b", "vrapp.app.c"}
    lazy = "def f():\n    from . import a"
    assert cycle(world(vrapp__app__a=a, vrapp__app__b=b, vrapp__app__c=lazy)) == []
    typed = "if TYPE_CHECKING:\n    from . import a"
    assert cycle(world(vrapp__app__a=a, vrapp__app__b=b, vrapp__app__c=typed)) == []


def test_a_library_out_of_its_room_is_seen() -> None:
    broken = foreign_imports(
        world(
            biofeedback__sources__replay="import pylsl",
            biofeedback__engine="def f():\n    from moderngl import Context",
            biofeedback__lsl__outlet="import pylsl",
        ),
        HOMES,
    )
    assert broken == [
        "biofeedback.sources.replay:1 must not import pylsl",
        "biofeedback.engine:2 must not import moderngl",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "import time\nx = time.time()",
        "import time\nx = time.monotonic",
        "import time as t\nx = t.perf_counter_ns()",
        "from time import perf_counter",
        "from time import time as sneaky",
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import datetime as d\nx = d.today()",
        "from pylsl import local_clock",
        "import pylsl\nx = pylsl.local_clock()",
        "from biofeedback.lsl.config import library\nx = library().local_clock()",
        "import pygame\nx = pygame.time.get_ticks()",
        "import pygame\nx = pygame.time.Clock()",
    ],
)
def test_a_reading_of_the_time_is_seen(source: str) -> None:
    assert len(clock_readings(world(vrapp__app__loop=source), CLOCKS)) == 1


def test_sleeping_and_naming_types_are_no_readings() -> None:
    source = "import time\nfrom datetime import datetime\ntime.sleep(1)\nx: datetime\nself.now()"
    assert clock_readings(world(vrapp__app__loop=source), CLOCKS) == []
    source = "import time\ntime.thread_time()\ntime.time()"
    assert clock_readings(world(biofeedback__worker=source), CLOCKS) == [
        "biofeedback.worker:3 must not use time.time"
    ]


@pytest.mark.parametrize(
    "source", ["print('x')", "import sys\nsys.stdout.write('x')", "import click\nclick.echo('x')"]
)
def test_printing_is_seen(source: str) -> None:
    assert len(printers(world(vrapp__app__loop=source), ["vrapp.cli"])) == 1
    assert printers(world(vrapp__cli__words=source), ["vrapp.cli"]) == []
