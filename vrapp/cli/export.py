"""`vrapp export`: a session in the formats of others."""

from __future__ import annotations

from pathlib import Path

import click

from vrapp.cli.words import say


@click.command()
@click.argument("session", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--bids", is_flag=True, help="BIDS: physio, events, ratings.")
@click.option("--fhir", is_flag=True, help="FHIR R4B bundle (JSON).")
@click.option("--csv", is_flag=True, help="Tidy CSV files.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder (BIDS: a dataset to add to; CSV: new or empty), or for FHIR the JSON file.",
)
def export(session: Path, bids: bool, fhir: bool, csv: bool, out: Path) -> None:
    """Export a SESSION (its folder) for research or for a clinic's records.

    The person appears by their code only. What is exported leaves this program's care: look at
    who may read it.
    """
    from vrapp.cli.traced import trace
    from vrapp.export.bids import write_bids
    from vrapp.export.fhir import write_fhir
    from vrapp.export.tidy import write_csv
    from vrapp.report.kept import read_session

    formats = ((bids, "BIDS", write_bids), (fhir, "FHIR", write_fhir), (csv, "CSV", write_csv))
    asked = [(name, write) for on, name, write in formats if on]
    if len(asked) != 1:
        raise click.UsageError("name a format, and one at a time: --bids, --fhir or --csv")
    name, write = asked[0]
    try:
        written = write(read_session(session), out)
    except OSError as error:
        raise click.ClickException(
            f"cannot write to {out}: {error.strerror or error}; free some space, or give another "
            "--out. What was written of this session is not whole: delete that, then try again"
        ) from error
    say(f"{len(written)} file{'s' if len(written) > 1 else ''} written to {out}")
    trace(session, "exported", name)
