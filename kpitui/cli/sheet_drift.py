"""The command `sheet drift`: whether those who score drift."""

import shutil
from pathlib import Path

import click

from kpitui.charts.text import plain_text
from kpitui.cli.context import (
    Environment,
    answer_document,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    say,
)
from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.evaluator_drift import Drift
from kpitui.domain.records.sheet import Sheet
from kpitui.domain.text import printable
from kpitui.views.evaluator_drift import SheetDrift, load_drift_book, load_sheet_drift
from kpitui.views.sheets import SheetBook
from kpitui.words import evaluator_drift as words
from kpitui.words.spans import line, muted, text_of, title

ROWS, WIDEST = 12, 120


@click.command()
@db_option
@json_option
@as_of_option
@click.argument("name", nargs=-1)
def drift(db: Path | None, name: tuple[str, ...], as_of: str | None, as_json: bool) -> None:
    """Show whether those who score with the call sheet NAME drift: each month's difference to
    what others gave the same people, in the order of names.
    """
    env, when = open_environment(db).seen_on(as_of)
    book = load_drift_book(env.database, env.actor)
    sheet = _sheet(book, " ".join(name), env)
    found = load_sheet_drift(env.database, env.actor, book, sheet, when)
    if as_json:
        answer_json(_for_programs(found, env))
        return
    if not found.drifts:
        raise NothingFound(words.nothing(found))
    say([words.heading(found), line(muted(words.explained(found)))], env)
    for one in found.drifts:
        say([line(), line(title(one.name), "  ", words.verdict(one, found))], env)
        _draw(one, found, env)
        say(words.said(one, found, env.speech), env)


def _sheet(book: SheetBook, typed: str, env: Environment) -> Sheet:
    if typed:
        return book.named(typed)
    if len(book.sheets) > 1:
        codes = ", ".join(sheet.code for sheet in book.sheets)
        raise WrongUsage(f"Say which call sheet: kpitui sheet drift NAME, of {codes}.")
    return book.sheets[0] if book.sheets else book.scored_with(env.today)


def _draw(one: Drift, found: SheetDrift, env: Environment) -> None:
    from kpitui.charts.evaluator_drift import drift_spec  # brings plotext
    from kpitui.charts.trend import trend_chart

    if not any(one.compared):
        return
    spec = drift_spec(
        one, found.periods, env.writing, level=words.AS_OTHERS, noun=found.noun,
        title=f"{printable(one.name)}, points beside the others, by {found.noun}",
    )  # fmt: skip
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    answer_document(plain_text(trend_chart(spec, width, ROWS, charset(env.config))) + "\n")


def _for_programs(found: SheetDrift, env: Environment) -> dict[str, object]:
    return {
        "sheet": found.sheet.name,
        "not_shown": found.not_shown,
        "evaluators": [
            {
                "evaluator": one.name, "others": sorted(map(str, one.others)),
                "mirrors": sorted(map(str, one.echoes)), "drifts": bool(one.changes),
                "verdict": words.verdict(one, found).text,
                "periods": [
                    {"period": period.label, "difference": value, "compared": compared}
                    for period, value, compared in zip(
                        found.periods, one.limits.values, one.compared, strict=True
                    )
                ],
                "mean": one.limits.current.mean if one.limits.current else None,
                "lower": one.limits.current.lower if one.limits.current else None,
                "upper": one.limits.current.upper if one.limits.current else None,
                "words": [text_of(each) for each in words.said(one, found, env.speech)],
            }
            for one in found.drifts
        ],
    }  # fmt: skip
