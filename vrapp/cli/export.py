"""`vrapp export`: a session in the formats of others."""

from __future__ import annotations

from pathlib import Path

import click

from vrapp.cli.words import say


@click.command()
@click.argument("session", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--bids", "format_", flag_value="bids", help="BIDS: physio, events, ratings.")
@click.option("--fhir", "format_", flag_value="fhir", help="FHIR R4B bundle (JSON).")
@click.option("--csv", "format_", flag_value="csv", help="Tidy CSV files.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder (BIDS: a dataset to add to; CSV: new or empty), or for FHIR the JSON file.",
)
def export(session: Path, format_: str | None, out: Path) -> None:
    """Export a SESSION (its folder) for research or for a clinic's records.

    The person appears by their code only. What is exported leaves this program's care: look at
    who may read it.
    """
    from vrapp.export.bids import write_bids
    from vrapp.export.fhir import write_fhir
    from vrapp.export.tidy import write_csv
    from vrapp.report.kept import read_session

    writers = {"bids": write_bids, "fhir": write_fhir, "csv": write_csv}
    if format_ is None:
        raise click.UsageError("name a format: --bids, --fhir or --csv")
    written = writers[format_](read_session(session), out)
    say(f"{len(written)} file{'s' if len(written) > 1 else ''} written to {out}")
