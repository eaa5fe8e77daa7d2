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
@click.argument("what", type=click.Choice(["all", "worker", "frames", "xr"]), default="all")
@click.option("--seconds", default=20.0, show_default=True, type=Number(2, 600))
@click.option("--scene", default="bay", show_default=True)
def bench(what: str, seconds: float, scene: str) -> None:
    """Measure the signal engine and the frame loop on this machine.

    xr measures, on the active OpenXR runtime, the CPU a stereo frame costs us and others; it is
    not among all.
    """
    if what in ("all", "worker"):
        from vrapp.bench.worker import bench_worker

        rows = [(n, f"{v:.3g}", u) for n, v, u in bench_worker(seconds=seconds, seed=1)]
        table("signal engine, six live streams", ["", "value", "unit"], rows)
    if what in ("all", "frames"):
        from vrapp.bench.frames import bench_frames

        rows = [(n, f"{v:.3g}", u) for n, v, u in bench_frames(scene=scene, seconds=seconds)]
        table(f"frame loop, scene {scene}", ["", "value", "unit"], rows)
    if what == "xr":
        from vrapp.bench.headset import bench_headset

        measured = [
            (c.what, *(f"{v:.3g}" for v in (c.p50_ms, c.p99_ms, c.p999_ms)), f"{c.frames}", c.fault)
            for c in bench_headset(seconds=seconds)
        ]
        columns = ["CPU of the main thread a frame, ms", "p50", "p99", "p99.9", "frames", ""]
        table("OpenXR", columns, measured)
