"""Everything that was entered, out of the file: export."""

import json
from pathlib import Path
from typing import Literal, get_args

import click

from kpitui.cli.context import (
    Environment,
    answer_document,
    answer_json,
    db_option,
    document_stream,
    open_environment,
    talk,
)
from kpitui.domain.access import MEMBERS_ONLY
from kpitui.domain.errors import Refused, WrongUsage
from kpitui.domain.text import printable
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.exchange.csv_out import write_export
from kpitui.exchange.files import new_file
from kpitui.views.actors import not_linked
from kpitui.views.export import Exported

Form = Literal["csv", "json", "xlsx", "parquet", "toml", "ics"]
FORMS: tuple[Form, ...] = get_args(Form)
PLAN = "plan"
CALENDAR = "calendar"
WHATS = [*(exported.value for exported in Exported), PLAN, CALENDAR]


OF_WORDS = frozenset({
    "sessions", "actions", "levels", "evaluations", "answers", "events", CALENDAR,
})  # fmt: skip
"""What has words of coaching in it, which a viewer does not get."""


@click.command()
@db_option
@click.argument("what", type=click.Choice(WHATS), default=Exported.READINGS.value, metavar="[WHAT]")
@click.option(
    "--format", "form", type=click.Choice(FORMS),
    help="Default: by the file name after -o, else csv; toml for the plan, ics for the calendar. "
    "Parquet needs the extra kpitui[analysis].",
)  # fmt: skip
@click.option(
    "-o",
    "--out",
    "out",
    type=click.Path(readable=False, path_type=Path),
    help="Write to a new file; required for xlsx and parquet.",
)
@click.option("--with-voided", is_flag=True, help="Include voided readings, marked as void.")
@click.option("--mine", is_flag=True, help="Of the calendar only what waits for you.")
def export(
    db: Path | None, what: str, form: Form | None, out: Path | None, with_voided: bool, mine: bool
) -> None:
    """Export WHAT: readings, sessions, actions, reviews, decisions (of reviews), events,
    evaluations, answers (of evaluations, one a row), disputes, contacts (to draw from), levels
    (seen ones), absences, people, history, plan or calendar; readings if not said.

    Import it again with kpitui import, people with kpitui people import, the plan with kpitui
    plan load. The history can only be exported. The calendar (iCalendar) has actions, follow-ups,
    reviews and decisions on the days they are due; import it again, and its events are updated.
    """
    form = form or _form_of(out) or _USUAL.get(what, "csv")
    _require_fitting(what, form, out, with_voided=with_voided, mine=mine)
    env = open_environment(db)
    if what != CALENDAR and not env.actor.sees_everybody:
        raise Refused(MEMBERS_ONLY)
    if what == PLAN:
        _plan(env, form, out)
    elif what == CALENDAR:
        _calendar(env, out, mine=mine)
    else:
        _rows(env, Exported(what), form, out, voided=with_voided)
    if what in OF_WORDS and not env.actor.sees_words:
        talk(WORDS_HELD_BACK)
    if out is not None:
        talk(f"Wrote {out}.")


_USUAL: dict[str, Form] = {PLAN: "toml", CALENDAR: "ics"}
"""The form of what is no table."""


def _form_of(out: Path | None) -> Form | None:
    ending = out.suffix.lower().removeprefix(".") if out else ""
    return next((form for form in FORMS if form == ending), None)


def _require_fitting(
    what: str, form: Form, out: Path | None, *, with_voided: bool, mine: bool
) -> None:
    if mine and what != CALENDAR:
        raise WrongUsage(f"--mine is for the calendar; leave it out for {what}.")
    if (what == CALENDAR) != (form == "ics"):
        said = "The calendar is exported as ics, and nothing else is"
        raise WrongUsage(f"{said}: kpitui export calendar --out FILE.ics")
    if with_voided and what != Exported.READINGS:
        raise WrongUsage(f"Only readings can be void; leave --with-voided out for {what}.")
    if what == PLAN and form not in ("toml", "json"):
        raise WrongUsage(f"The plan is exported as TOML or JSON, not as {form}.")
    if what != PLAN and form == "toml":
        raise WrongUsage("TOML is for the plan; choose csv, json, xlsx or parquet.")
    if form == "parquet" and with_voided:
        raise WrongUsage("Parquet holds no voided readings; choose csv, json or xlsx.")
    if out is None and form in ("xlsx", "parquet"):
        name = "Parquet" if form == "parquet" else "An Excel workbook"
        raise WrongUsage(f"{name} needs a file: name a new one with -o.")


def _rows(env: Environment, what: Exported, form: Form, out: Path | None, *, voided: bool) -> None:
    if form == "parquet":
        from kpitui.exchange.parquet import export_parquet

        assert out is not None
        export_parquet(env.database, out, what)
    elif form == "xlsx":
        from kpitui.exchange.export_file import export_workbook

        assert out is not None
        export_workbook(env.database, what, out, voided=voided)
    elif form in ("csv", "json"):
        if out is None:
            write_export(env.database, what, document_stream(), form, voided=voided)
            return
        with new_file(out) as stream:
            write_export(env.database, what, stream, form, voided=voided)


def _calendar(env: Environment, out: Path | None, *, mine: bool) -> None:
    from kpitui.exchange.calendar import calendar_text  # brings icalendar: 0.3 s
    from kpitui.views.calendar import load_calendar

    found = load_calendar(env.database, env.actor, env.moment(None), mine=mine)
    if not found.events and not found.of_person and (mine or not env.actor.sees_everybody):
        talk(f"The calendar is empty: {not_linked(env.actor)}")
    text = calendar_text(found, mine=mine)
    if out is None:
        document_stream().write(text)
        return
    with new_file(out) as stream:
        stream.write(text)


def _plan(env: Environment, form: Form, out: Path | None) -> None:
    from kpitui.exchange.plan_text import write_plan  # these bring pydantic
    from kpitui.views.plan_document import load_document

    document = load_document(env.database)
    data = document.model_dump(mode="json", exclude_none=True) if form == "json" else None
    if out is not None:
        text = write_plan(document) if data is None else json.dumps(data, indent=2) + "\n"
        with new_file(out) as stream:
            stream.write(printable(text, multiline=True))
    elif data is None:
        answer_document(write_plan(document))
    else:
        answer_json(data)
