"""The import laws as small functions over parsed sources; `test_architecture` holds us to them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

CLOCKS = {
    "time": {
        f"{name}{suffix}"
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time")
        for suffix in ("", "_ns")
    }
    | {"clock_gettime", "localtime", "gmtime"},
    "datetime": {"now", "utcnow", "today"},
    "pylsl": {"local_clock"},
    "pygame": {"get_ticks", "Clock"},
}
"""By library: what asks the operating system for a time."""


@dataclass(frozen=True)
class Module:
    name: str
    tree: ast.Module
    package: bool = False  # an __init__.py

    @classmethod
    def of(cls, name: str, source: str, *, package: bool = False) -> Module:
        return cls(name, ast.parse(source), package)


@dataclass(frozen=True)
class Import:
    target: str  # dotted name, as deep as it is a module of ours
    line: int
    at_start: bool  # runs when the module is imported


def read(root: Path, packages: Collection[str]) -> dict[str, Module]:
    """Every module of `packages` under `root`, by its dotted name."""
    modules: dict[str, Module] = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            source = path.read_text(encoding="utf-8")
            modules[name] = Module.of(name, source, package=is_package)
    return modules


def imports(module: Module, known: Collection[str] = ()) -> Iterator[Import]:
    """What `module` imports, anywhere in it; `from package import module` is the module."""
    late: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if function or typing_only or node in late:
            late.update(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, node not in late)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.name.split(".")
                keep = len(parents) - node.level + (1 if module.package else 0)
                base = ".".join([*parents[:keep], *([node.module] if node.module else [])])
            for alias in node.names:
                deep = f"{base}.{alias.name}"
                yield Import(deep if deep in known else base, node.lineno, node not in late)


def room_of(name: str, rooms: Collection[str]) -> str | None:
    """The innermost room that holds the module `name`."""
    holding = [room for room in rooms if name == room or name.startswith(f"{room}.")]
    return max(holding, key=len, default=None)


def forbidden_imports(
    modules: Mapping[str, Module], allowed: Mapping[str, Collection[str]]
) -> list[str]:
    """Imports between rooms that the table does not allow, and modules outside every room.

    `allowed` maps a room to the modules, packages or rooms it may import besides itself.
    """
    ours = {name.split(".")[0] for name in modules}
    broken: list[str] = []
    for name, module in modules.items():
        room = _own_room(name, allowed)
        if room is None:
            broken.append(f"{name} lies in no room of the table")
            continue
        for found in imports(module, modules):
            target = found.target
            if target.split(".")[0] not in ours or _own_room(target, allowed) == room:
                continue
            if target == name.split(".")[0]:  # the package it lies in: a name and a place
                continue
            if room_of(target, allowed[room]) is None:
                broken.append(f"{name}:{found.line} ({room}) must not import {target}")
    return broken


def _own_room(name: str, rooms: Collection[str]) -> str | None:
    """As `room_of`, but a top package is the room of its own two files only."""
    room = room_of(name, rooms)
    inside = room is not None and ("." in room or name in (room, f"{room}.__main__"))
    return room if inside else None


def cycle(modules: Mapping[str, Module]) -> list[str]:
    """A circle of modules that import each other when they are imported; empty if none."""
    graph = {
        name: {
            found.target
            for found in imports(module, modules)
            if found.at_start and found.target in modules and found.target != name
        }
        for name, module in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def foreign_imports(
    modules: Mapping[str, Module], homes: Mapping[str, Collection[str]]
) -> list[str]:
    """Imports of a library (`homes` key) outside the rooms that may know it (its value)."""
    return [
        f"{name}:{found.line} must not import {found.target}"
        for name, module in modules.items()
        for found in imports(module, modules)
        for library, rooms in homes.items()
        if room_of(found.target, [library]) and room_of(name, rooms) is None
    ]


def clock_readings(
    modules: Mapping[str, Module], allowed: Mapping[str, Collection[str]]
) -> list[str]:
    """Places that ask the operating system for a time.

    `allowed` maps a module or a room to the calls it may make ("time.thread_time").
    """
    broken: list[str] = []
    for name, module in modules.items():
        room = room_of(name, allowed)
        calls = () if room is None else allowed[room]
        for line, call in sorted(set(_clocks_in(module))):
            if call not in calls:
                broken.append(f"{name}:{line} must not use {call}")
    return broken


def _clocks_in(module: Module) -> Iterator[tuple[int, str]]:
    origin: dict[str, str] = {}  # local name -> library it came from
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                library = alias.name.split(".")[0]
                if library in CLOCKS:
                    origin[alias.asname or library] = library
        elif isinstance(node, ast.ImportFrom) and node.module:
            library = node.module.split(".")[0]
            for alias in node.names:
                if alias.name in CLOCKS.get(library, ()):
                    yield node.lineno, f"{library}.{alias.name}"
                elif library in CLOCKS:
                    origin[alias.asname or alias.name] = library
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Attribute):
            continue
        if node.attr == "local_clock":  # of whatever object: there is only one such function
            yield node.lineno, "pylsl.local_clock"
            continue
        root: ast.expr = node.value
        while isinstance(root, ast.Attribute):
            root = root.value
        library = origin.get(root.id, "") if isinstance(root, ast.Name) else ""
        if node.attr in CLOCKS.get(library, ()):
            yield node.lineno, f"{library}.{node.attr}"


def printers(modules: Mapping[str, Module], rooms: Collection[str]) -> list[str]:
    """Places outside `rooms` that write to the terminal: print, rich, click.echo, sys.stdout."""
    broken: list[str] = []
    for name, module in modules.items():
        if room_of(name, rooms) is not None:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "print", "click.echo", "click.secho", "rich.print",
            ):  # fmt: skip
                broken.append(f"{name}:{node.lineno} must not print")
            elif isinstance(node, ast.Attribute) and ast.unparse(node) in (
                "sys.stdout", "sys.stderr",
            ):  # fmt: skip
                broken.append(f"{name}:{node.lineno} must not use {ast.unparse(node)}")
    return broken
