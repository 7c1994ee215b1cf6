"""Commands that bring readings in and out: import, export."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from kpitui.actions.import_readings import ImportReport
from kpitui.cli.context import answer, answer_json, db_option, document_stream, json_option, open_desk, talk
from kpitui.domain.access import Way
from kpitui.domain.errors import WrongUsage
from kpitui.exchange.csv_in import Order
from kpitui.exchange.csv_out import export_readings
from kpitui.exchange.files import new_file
from kpitui.exchange.import_file import Progress, import_file, rejects_file

SHOWN_REJECTS = 20


@click.command("import")
@db_option
@json_option
@click.argument("file", type=click.Path(readable=False, path_type=Path, allow_dash=True))
@click.option(
    "--profile", type=click.Path(readable=False, path_type=Path), help="A TOML file that says what the columns mean."
)
@click.option("--create", is_flag=True, help="Make teams and people that are not in the file yet.")
@click.option("--strict", is_flag=True, help="Take nothing if any line is bad.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How dates like 01/02/2026 are meant.")
@click.option("--encoding", metavar="NAME", help="The encoding of the file where it is not UTF-8.")
@click.option("--sheet", metavar="NAME", help="The sheet of an Excel workbook that has several.")
@click.option(
    "--rejects",
    type=click.Path(readable=False, path_type=Path),
    help="Write the lines that were not taken to a new file.",
)
@click.option("--why", default="", metavar="TEXT", help="Why readings of a closed month come now.")
@click.pass_context
def import_(
    context: click.Context, db: Path | None, file: Path, profile: Path | None, create: bool, strict: bool,
    dry_run: bool, dates: Order | None, encoding: str | None, sheet: str | None, rejects: Path | None, why: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Bring in readings from a CSV or Excel FILE, or - for standard input; the same file twice adds nothing."""
    desk = open_desk(db, Way.IMPORT)
    with rejects_file(rejects) as on_reject, _progress_bar() as progress:
        report = import_file(
            desk.database, desk.actor, file, profile=profile, create=create, strict=strict, dry_run=dry_run,
            dates=dates, encoding=encoding, sheet=sheet, decimal_comma=desk.config.writing.comma,
            usual_dates=desk.config.writing.order, why=why, today=desk.today, on_reject=on_reject,
            progress=progress,
        )  # fmt: skip
    if as_json:
        answer_json(_for_programs(report))
    else:
        _tell(report, dry_run=dry_run, strict=strict)
    context.exit(4 if report.rejected_count else 0)


@contextlib.contextmanager
def _progress_bar() -> Iterator[Progress | None]:
    """A bar on standard error where that is a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label="reading", file=sys.stderr, show_pos=False) as bar:

        def progress(place: int, size: int) -> None:
            if size:
                bar.update(max(0, min(1000, 1000 * place // size) - bar.pos))

        yield progress


def _for_programs(report: ImportReport) -> dict[str, object]:
    return {
        "read": report.read,
        "added": report.added,
        "unchanged": report.unchanged,
        "rejected_count": report.rejected_count,
        "rejected": [{"line": one.line, "reason": one.reason} for one in report.rejected],
        "new_metrics": report.new_metrics,
        "new_people": report.new_people,
        "new_teams": report.new_teams,
    }


def _tell(report: ImportReport, *, dry_run: bool, strict: bool) -> None:
    would = "would be " if dry_run else ""
    answer(
        f"{report.read} readings read: {report.added} {would}added, {report.unchanged} already there, "
        f"{report.rejected_count} rejected"
    )
    for kind, names in (("metrics", report.new_metrics), ("people", report.new_people), ("teams", report.new_teams)):
        if names:
            answer(f"new {kind}: {len(names)}: {', '.join(names[:5])}{', …' if len(names) > 5 else ''}")
    for one in report.rejected[:SHOWN_REJECTS]:
        talk(f"line {one.line}: {one.reason}")
    if report.rejected_count > SHOWN_REJECTS:
        talk(f"and {report.rejected_count - SHOWN_REJECTS} more; --rejects FILE lists them all")
    if strict and report.rejected_count and not dry_run:
        talk("Nothing was added, as --strict asks.")


@click.command()
@db_option
@click.argument("what", type=click.Choice(["readings"]), default="readings")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json", "parquet"]), default="csv",
    help="CSV if not said; parquet needs the extra kpitui[analysis], and -o.",
)  # fmt: skip
@click.option(
    "-o", "out", type=click.Path(readable=False, path_type=Path), help="A new file instead of standard output."
)
def export(db: Path | None, what: str, form: Literal["csv", "json", "parquet"], out: Path | None) -> None:
    """Write every reading as CSV or JSON to standard output, or to a new file; as Parquet to a new file."""
    desk = open_desk(db)
    if form == "parquet":
        from kpitui.exchange.parquet import export_parquet

        if out is None:
            raise WrongUsage("Parquet is written into a file: name a new one with -o.")
        export_parquet(desk.database, out)
        talk(f"Wrote {out}.")
        return
    if out is None:
        export_readings(desk.database, document_stream(), form)
        return
    with new_file(out) as stream:
        export_readings(desk.database, stream, form)
    talk(f"Wrote {out}.")
