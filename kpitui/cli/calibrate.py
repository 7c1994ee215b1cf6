"""The command `calibrate`: several score the same contact blind, then look at it side by side."""

from pathlib import Path

import click

from kpitui.actions.blind_scores import ScoredBefore
from kpitui.actions.calibrations import close_calibration, open_calibration, score_calibration
from kpitui.cli.calibration_answers import list_answer, page_answer
from kpitui.cli.calibration_table import compared_lines
from kpitui.cli.context import (
    RECORD_NUMBER,
    Environment,
    answer,
    answer_json,
    charset,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.in_words import NUMBERS_BELOW_0, InWords
from kpitui.domain.access import Permission
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.numbers import counted
from kpitui.domain.records.calibration import CalibrationDraft
from kpitui.domain.score_phrase import answers_of, contact_of, read_answers
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean
from kpitui.views.calibrations import (
    CalibrationPage,
    load_calibration_list,
    load_calibration_page,
)
from kpitui.views.lookup import load_people_names
from kpitui.views.own_teams import sees_some_teams
from kpitui.views.sheets import load_sheet_book
from kpitui.words import calibrations as words
from kpitui.words.calibrations import contact
from kpitui.words.scores import score_words
from kpitui.words.spans import line

_NUMBER = click.argument("number", type=RECORD_NUMBER, metavar="ID")


@click.group()
def calibrate() -> None:
    """Calibrations: several score the same contact blind, then compare question by question."""


@calibrate.command("open", cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@click.option("--sheet", metavar="NAME", help="The call sheet, where there are several.")
@click.option("--date", "day", metavar="DATE", help="Day of the contact; default: today.")
@click.option("--channel", default="", metavar="TEXT", help="Call, chat, email.")
@click.option("--note", default="", metavar="TEXT", help="Note.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def open_(
    db: Path | None, words: tuple[str, ...], sheet: str | None, day: str | None, channel: str,
    note: str, as_json: bool,
) -> None:  # fmt: skip
    """Open a calibration of a contact: kpitui calibrate open 'helen 8841'"""
    env = open_environment(db)
    env.actor.require(Permission.READINGS)
    try:
        when = env.writing.read_day(day, env.entry_day, future=False) if day else env.entry_day
        note, channel = clean(note, LINE_LIMIT), clean(channel, NAME_LIMIT)
    except NotADate as error:
        raise WrongUsage(f"--date: {error}.") from None
    except ValueError as error:
        raise WrongUsage(f"{error}.") from None
    person, reference = contact_of(" ".join(words), load_people_names(env.database))
    version = load_sheet_book(env.database).scored_with(when, sheet).on(when)
    assert version is not None
    draft = CalibrationDraft(
        sheet_version_id=version.id, person_id=person.id, date=when, reference=reference,
        channel=channel, note=note,
    )  # fmt: skip
    number = open_calibration(env.database, env.actor, draft, today=env.latest_day)
    if as_json:
        answer_json(page_answer(load_calibration_page(env.database, env.actor, number)))
        return
    answer(f"Opened calibration {number}: {person.name}, contact {reference}")
    count = len(version.questions)
    talk(f"Each scores it with: kpitui calibrate score {number} and {counted(count, 'answer')}.")


@calibrate.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@click.option("--again", is_flag=True, help="Correct what you scored.")
@_NUMBER
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
def score(db: Path | None, number: int, words: tuple[str, ...], again: bool, as_json: bool) -> None:
    """Score calibration ID blind: kpitui calibrate score 3 'ynyy-4 "read the order back"'

    A line of answers may begin with - where the first question does not apply.
    """
    env = open_environment(db)
    env.actor.require(Permission.READINGS)
    page = load_calibration_page(env.database, env.actor, number)
    typed, note = read_answers(" ".join(words))
    version, calibration = page.line.version, page.line.calibration
    answers = answers_of(version, typed)
    try:
        done = score_calibration(
            env.database, env.actor, calibration, answers, today=env.latest_day, note=note,
            again=again,
        )  # fmt: skip
    except ScoredBefore as before:
        raise before.reworded(f"{before.sentence} Correct it with --again.") from None
    if as_json:
        answer_json(page_answer(load_calibration_page(env.database, env.actor, number)))
        return
    said = score_words(done, page.metric, env.speech)
    told = f"Scored calibration {number}, {contact(page.line)}: {said}"
    answer(told, charset(env.config))


@calibrate.command()
@db_option
@_NUMBER
def close(db: Path | None, number: int) -> None:
    """Close calibration ID, so that all see the scores side by side; it takes two scores."""
    env = open_environment(db)
    close_calibration(env.database, env.actor, number, today=env.today)
    _show(load_calibration_page(env.database, env.actor, number), env)


@calibrate.command("list")
@db_option
@json_option
def list_(db: Path | None, as_json: bool) -> None:
    """List the calibrations: open ones first, with who has scored, not what."""
    env = open_environment(db)
    found = load_calibration_list(env.database, env.actor)
    if as_json:
        answer_json([list_answer(calibration_line) for calibration_line in found])
        return
    if not found:
        nothing = words.none_yet(of_teams=sees_some_teams(env.database))
        if env.actor.may(Permission.READINGS):
            nothing += " Open one with: kpitui calibrate open 'helen 8841'"
        raise NothingFound(nothing)
    say((words.listed(calibration_line, env.speech) for calibration_line in found), env)


@calibrate.command()
@db_option
@json_option
@_NUMBER
def show(db: Path | None, number: int, as_json: bool) -> None:
    """Show calibration ID: side by side once it is closed, before that only your own score."""
    env = open_environment(db)
    page = load_calibration_page(env.database, env.actor, number)
    if as_json:
        answer_json(page_answer(page))
    else:
        _show(page, env)


def _show(page: CalibrationPage, env: Environment) -> None:
    say(words.heading(page, env.speech), env)
    if page.line.calibration.is_open:
        if page.own is not None:
            say(words.own_answers(page, env.speech), env)
        return
    say([line(), *compared_lines(page, env), line(), *words.notes(page)], env)
