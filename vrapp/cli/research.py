"""`vrapp analyze` and `vrapp bench`: for those who check us."""

from __future__ import annotations

from pathlib import Path

import click

from vrapp.cli.sources import parse_mapping, recording_options
from vrapp.cli.words import Number, err, say, table


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "json_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the result goes (default: FILE.analysis.json here).",
)
@recording_options
def analyze(
    file: Path, json_path: Path | None, rate: float | None, mapping: tuple[str, ...]
) -> None:
    """Run the live engine over a recording, fed as it would be live, and write what it said.

    Nothing is reported with knowledge from later; times are the file's own.
    """
    from rich.progress import Progress

    from biofeedback.analysis import analyze as run_analysis
    from biofeedback.analysis import write_json
    from biofeedback.sources.recording import open_recording

    recording = open_recording(file, rate_hz=rate, mapping=parse_mapping(mapping))
    for notice in recording.notices:
        err.print(f"note: {notice.stream}: {notice.detail or notice.kind}", markup=False)
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task(f"analysing {file.name}", total=1.0)
        result = run_analysis(
            recording, progress=lambda share: progress.update(task, completed=share)
        )
    path = json_path or Path(file.name + ".analysis.json")
    try:
        write_json(result, path)
    except OSError as error:
        raise click.ClickException(
            f"cannot write {path}: {error.strerror}; give another --json"
        ) from error
    kept = sum("retracted" not in beat for beat in result["beats"])
    say(f"{kept} beats, {len(result['breaths'])} breaths, {len(result['scr'])} skin responses")
    say(f"written to {path}")


@click.command()
@click.argument(
    "what",
    type=click.Choice(["all", "worker", "frames", "sound", "scenes", "xr", "soak", "signals"]),
    default="all",
)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, metavar="[PATH]...")
@click.option(
    "--seconds", type=Number(2, 100_000), help="How long to measure (20); of each recording (all)."
)
@click.option("--scene", default="bay", show_default=True)
@click.option("--layers", is_flag=True, help="scenes: what each layer of --scene costs.")
@click.option(
    "--markdown",
    "pages",
    type=click.Path(path_type=Path, file_okay=False),
    help="signals: write the tables into the pages of this folder (docs/signals).",
)
def bench(
    what: str,
    paths: tuple[Path, ...],
    seconds: float | None,
    scene: str,
    layers: bool,
    pages: Path | None,
) -> None:
    """Measure the signal engine, the frame loop and the sound on this machine.

    signals scores the engine on the annotated recordings (.npz) at PATH. scenes compares every
    scene's stereo frame with plain arithmetic on the same device. xr measures, on the active
    OpenXR runtime, the CPU a stereo frame costs us and others; soak runs a whole session there and
    counts late frames and memory (--seconds 600 for ten minutes). None of them is among all.
    """
    if what == "signals":
        _bench_signals(paths, seconds, pages)
        return
    if paths or pages:
        raise click.UsageError("PATH and --markdown belong to: vrapp bench signals")
    if what == "scenes":
        _bench_layers(scene) if layers else _bench_scenes()
        return
    if layers:
        raise click.UsageError("--layers belongs to: vrapp bench scenes")
    seconds = 20.0 if seconds is None else seconds
    if what in ("all", "worker"):
        from vrapp.bench.worker import bench_worker

        rows = [(n, f"{v:.3g}", u) for n, v, u in bench_worker(seconds=seconds, seed=1)]
        table("signal engine, six live streams", ["", "value", "unit"], rows)
    if what in ("all", "frames"):
        from vrapp.bench.frames import bench_frames

        rows = [(n, f"{v:.3g}", u) for n, v, u in bench_frames(scene=scene, seconds=seconds)]
        table(f"frame loop, scene {scene}", ["", "value", "unit"], rows)
    if what in ("all", "sound"):
        from vrapp.bench.sound import bench_sound
        from vrapp.scene.library import list_scenes

        rows = [(n, f"{v:.3g}", u) for n, v, u in bench_sound(list_scenes(), seconds)]
        table("sound, synthesis alone", ["", "value", "unit"], rows)
    if what == "soak":
        from vrapp.bench.soak import bench_soak

        with err.status("") as status:
            soak = bench_soak(scene, seconds, status.update)
        table(
            f"soak, scene {scene}",
            ["", "value", "unit"],
            [(n, f"{v:.4g}", u) for n, v, u in soak.rows],
        )
    if what == "xr":
        _bench_headset(seconds)


def _bench_scenes() -> None:
    from vrapp.bench import scenes
    from vrapp.scene.library import list_scenes

    with err.status("") as status:
        device, unit_ms, costs = scenes.bench_scenes(list(list_scenes()), progress=status.update)
    rows = [
        (
            cost.name,
            f"{cost.ms:.3g}",
            f"{cost.ratio:.2f}",
            f"{cost.worst:.2f}",
            f"{scenes.LANTERN_AIM if cost.name == 'lantern' else scenes.AIM:g}",
            "" if cost.submission_us != cost.submission_us else f"{cost.submission_us:.0f}",
        )
        for cost in costs
    ]
    columns = ["stereo frame at 512² an eye", "ms", "ratio", "dearest", "aim", "submission, µs"]
    table(f"scenes on {device}; 1,000 multiply-adds a pixel: {unit_ms:.3g} ms", columns, rows)
    say(f"limits: no ratio above {scenes.MOST:g}, {scenes.SUBMISSION_AIM_US:.0f} µs to submit")


def _bench_layers(scene: str) -> None:
    from vrapp.bench.scenes import profile_scene

    with err.status("") as status:
        costs = profile_scene(scene, progress=status.update)
    rows = [(c.name, *("" if v != v else f"{v:.3f}" for v in (c.alone, c.saved))) for c in costs]
    table(f"layers of {scene}, in units of the calibration", ["", "alone", "left out"], rows)


def _bench_headset(seconds: float) -> None:
    from rich.progress import Progress

    from vrapp.bench.headset import BARE, bench_headset, contenders
    from vrapp.scene.library import list_scenes

    measured = contenders(list_scenes())
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("", total=len(measured))
        costs = bench_headset(
            measured, seconds, lambda what: progress.update(task, advance=1, description=what)
        )
    bare = next(cost.p50_ms for cost in costs if cost.what == BARE)
    rows = [
        (
            c.what,
            *(f"{v:.3g}" for v in (c.p50_ms, c.p99_ms, c.p999_ms, c.p50_ms / bare)),
            f"{c.frames}",
            c.fault,
        )
        for c in costs
    ]
    columns = ["CPU of the main thread a frame, ms", "p50", "p99", "p99.9", "/ bare", "frames", ""]
    table("OpenXR", columns, rows)


def _bench_signals(paths: tuple[Path, ...], seconds: float | None, pages: Path | None) -> None:
    from rich.progress import Progress

    from vrapp.bench.markdown import PageError, write_pages
    from vrapp.bench.signals import RecordingsError, bench_signals

    if not paths:
        raise click.UsageError("give the files or the folder of the annotated recordings")
    try:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("", total=None)
            tables = bench_signals(
                paths,
                float("inf") if seconds is None else seconds,
                lambda name: progress.update(task, description=name),
            )
        for each in tables:
            table(f"{each.signal}: {each.title}", each.columns, map(tuple, each.rows))
        for page in write_pages(tables, pages) if pages else ():
            say(f"written to {page}")
    except (RecordingsError, PageError) as error:
        raise click.ClickException(str(error)) from error
