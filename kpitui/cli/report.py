"""The review as a document: report."""

import re
from datetime import date, timedelta
from pathlib import Path

import click
from msgspec.structs import replace

from kpitui.cli.context import answer_document, as_of_option, db_option, open_environment, talk
from kpitui.cli.teams import all_option, say_whose, team_option, teams_shown
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.periods import AsOf, PeriodKind, month_end, period_of
from kpitui.domain.writing import Writing
from kpitui.exchange.report import FORMS, ReportForm, report_text, write_report
from kpitui.views.report import DECISION_DAYS, load_report

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@click.command()
@db_option
@as_of_option
@click.option(
    "--month",
    metavar="YYYY-MM",
    help="As of the end of a month, or of a period by its own name, with its decisions.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Default: by the file name after -o, else Markdown.",
)
@click.option(
    "-o",
    "out",
    type=click.Path(readable=False, path_type=Path),
    help="Write to a new file.",
)
@team_option
@all_option
def report(
    db: Path | None, as_of: str | None, month: str | None, form: ReportForm | None,
    out: Path | None, team: str | None, every_team: bool,
) -> None:  # fmt: skip
    """Write the review as a document: decisions, signals, what is stale, standards, charts. The
    standards are those of everyone and of your own team; with --team the readings of that team
    alone tell of the KPIs too.
    """
    if as_of and month:
        raise WrongUsage("Use --as-of or --month, not both.")
    env = open_environment(db)
    when, since = _of_month(month, env.today, env.writing) if month else _until(env.moment(as_of))
    env = env.speaking_on(when.day)
    shown = teams_shown(env, team, every_team, when)
    asked = shown.teams[0] if team else None
    found = load_report(env.database, when, env.config, since, shown, asked)
    if own := env.writing.read_period(month or ""):
        found = replace(found, period=own.label)
    say_whose(shown, team)
    if not found.kpis and not found.standards:
        raise NothingFound(f"No KPIs and no standards on {when.day}; there is nothing to report.")
    if out is not None:
        write_report(found, env.speech, out, form)
        talk(f"Wrote {out}.")
        return
    answer_document(report_text(found, env.speech, form or "md"))


def _until(when: AsOf) -> tuple[AsOf, date]:
    return when, when.day - timedelta(days=DECISION_DAYS)


def _of_month(month: str, today: date, writing: Writing) -> tuple[AsOf, date]:
    """The last day of a month or period, of the running one today, and its first day."""
    if period := writing.read_period(month):
        if period.first > today:
            raise WrongUsage(f"--month: {period.label} has not started.")
        return AsOf(min(period.last, today), today), period.first
    found = _MONTH.fullmatch(month)
    if found is None:
        own = period_of(today, PeriodKind.MONTH, writing.calendar).label
        like = "2026-10" if writing.calendar.always_plain else f"2026-10 or {own}"
        raise WrongUsage(f"--month: “{month}” is not a month; type it like {like}.")
    first = date(int(found[1]) or 1, int(found[2]), 1)
    if first > today:
        raise WrongUsage(f"--month: {month} has not started.")
    last = month_end(first.year, first.month)
    return AsOf(min(last, today), today), first
