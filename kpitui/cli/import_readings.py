"""The command that brings readings in: import."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click

from kpitui.actions.import_report import ImportReport
from kpitui.cli.context import (
    answer_json,
    db_option,
    json_option,
    open_environment,
)
from kpitui.cli.file_options import (
    dates_option,
    dry_run_option,
    encoding_option,
    file_argument,
    sheet_option,
)
from kpitui.cli.import_told import for_programs, tell
from kpitui.cli.own_files import EVALUATED, import_evaluations, import_own
from kpitui.domain.access import Channel
from kpitui.domain.import_answers import ImportAnswers
from kpitui.exchange.evaluation_file import is_of_evaluations
from kpitui.exchange.import_file import Progress, import_file
from kpitui.exchange.own_files import own_file
from kpitui.exchange.profile import read_profile
from kpitui.exchange.read_file import Source
from kpitui.exchange.rejects import rejects_file
from kpitui.exchange.workbook import SheetNeeded
from kpitui.views.export import Exported

ANSWERS = (
    click.option("--date", metavar="DAY",
                 help="The date of all values, or the year of the months, if the file has none."),
    click.option("--metric", metavar="NAME",
                 help="The metric of every value, if the file names none."),
    click.option("--header", type=click.IntRange(1), metavar="LINE",
                 help="The line with the column names, if kpitui picks the wrong one."),
    dates_option,
    click.option("--decimal", type=click.Choice(["point", "comma"]),
                 help="The decimal sign, where 1.080 could be either."),
    click.option("--scale",
                 type=click.Choice(["seconds", "milliseconds", "minutes", "hours", "days"]),
                 help="The unit of plain numbers in a metric of time."),
    click.option("--fractions", type=click.Choice(["percent", "keep"]),
                 help="Whether 0.92 in a metric in percent is 92 % or 0.92 %."),
    click.option("--implausible", type=click.Choice(["take", "skip"]),
                 help="What to do with values outside the valid range of their metric."),
    click.option("--totals", type=click.Choice(["skip", "keep"]),
                 help="What to do with lines called Total, Average or (blank)."),
    click.option("--no-person", type=click.Choice(["skip", "keep"]),
                 help="What to do with values of no person, where other lines name one."),
    click.option("--teams", type=click.Choice(["person", "call"]),
                 help="Whether a team is that of the person or only of the call or case."),
    click.option("--match", type=click.Choice(["same", "new"]),
                 help="Whether names that look like known ones are the same or new."),
    click.option("--add-up", type=click.Choice(["mean", "sum", "count", "yes"]),
                 help="How to combine several lines of one metric, person and day, as in a log."),
    click.option("--update", is_flag=True,
                 help="Let a new value for a metric, person and day correct the old one."),
    click.option("--call-sheet", metavar="NAME",
                 help="The call sheet of evaluations, if the file names none."),
    click.option("--yes", is_flag=True, help="Take the answer in brackets for every question."),
)  # fmt: skip
"""What can be answered before it is asked."""


def _with_answers(command: Any) -> Any:
    for option in reversed(ANSWERS):
        command = option(command)
    return command


@click.command("import")
@db_option
@json_option
@file_argument
@click.option(
    "--create",
    is_flag=True,
    help="Create metrics, teams and people that are not in the file yet; sort the metrics with o.",
)
@dry_run_option
@click.option(
    "--profile",
    type=click.Path(readable=False, path_type=Path),
    help="A TOML file that says what the columns mean; see kpitui help data.",
)
@_with_answers
@sheet_option
@encoding_option
@click.option("--strict", is_flag=True, help="Import nothing if any line is bad.")
@click.option(
    "--rejects",
    type=click.Path(readable=False, path_type=Path),
    help="Write rejected lines to a new file, with the reason.",
)
@click.option("--why", default="", metavar="TEXT", help="Reason for readings in a locked month.")
@click.pass_context
def import_(
    context: click.Context, /, db: Path | None, file: Path, create: bool, dry_run: bool,
    profile: Path | None, sheet: str | None, encoding: str | None, strict: bool,
    rejects: Path | None, why: str, as_json: bool, **answers: Any,
) -> None:  # fmt: skip
    """Import readings from a FILE of any shape (CSV, Excel, LibreOffice, JSON), or - for
    standard input; the same file twice adds nothing. So too evaluations, one a row with a column
    for each question, or one answer a row.

    What the file does not say is asked first, with the option that answers it; nothing is
    imported until then.
    """
    env = open_environment(db, Channel.IMPORT)
    own = None if profile else own_file(file)
    source = Source(file, None, sheet, encoding, _said(answers))
    if own.what in EVALUATED if own else not profile and is_of_evaluations(env.database, source):
        context.exit(
            import_evaluations(
                env, source, strict=strict, dry_run=dry_run, rejects=rejects, why=why,
                as_json=as_json,
            )
        )  # fmt: skip
    if own is not None and own.what is not Exported.READINGS:
        context.exit(
            import_own(
                env, file, own, strict=strict, dry_run=dry_run, rejects=rejects, as_json=as_json
            )
        )
    known = read_profile(profile) if profile else None
    source = Source(file, known, sheet, encoding, source.answers)
    asking = _sheet_asked(as_json=as_json)
    with rejects_file(rejects) as on_reject, _progress_bar() as progress, asking:
        report = import_file(
            env.database, env.actor, source, create=create, strict=strict, dry_run=dry_run,
            writing=env.writing, why=why, today=env.today, on_reject=on_reject, progress=progress,
        )  # fmt: skip
        if report.questions and on_reject is not None:
            on_reject.leave_none()
    if as_json:
        answer_json(for_programs(report))
    else:
        tell(report, env.speech, dry_run=dry_run, strict=strict)
    context.exit(_code(report))


@contextlib.contextmanager
def _sheet_asked(*, as_json: bool) -> Iterator[None]:
    """A block that may raise `SheetNeeded`, whose sheets programs get too."""
    try:
        yield
    except SheetNeeded as error:
        if as_json:
            answer_json(for_programs(ImportReport(questions=[error.asked])))
        raise


def _said(answers: dict[str, Any]) -> ImportAnswers:
    """The answers that were given; an empty one is none."""
    blank = {key for key, one in answers.items() if isinstance(one, str) and not one.strip()}
    return ImportAnswers(**{key: one for key, one in answers.items() if key not in blank})


def _code(report: ImportReport) -> Literal[0, 4]:
    return 4 if report.rejected_count or report.questions else 0


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
