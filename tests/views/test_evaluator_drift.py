"""Drift of evaluators as it is loaded: by month, in the order of names, and said of nobody who did
not change.
"""

from datetime import date

import pytest

from kpitui.actions.calibrations import close_calibration
from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.rules import set_rule
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import Refused
from kpitui.domain.periods import AsOf
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.score_phrase import answers_of
from kpitui.domain.writing import WRITING
from kpitui.storage.database import DatabaseFile
from kpitui.views.evaluator_drift import SheetDrift, load_drift_book, load_sheet_drift
from kpitui.words import evaluator_drift as words
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech
from tests.actions.test_calibrations import opened, score
from tests.actions.test_evaluations import SHEET, load, version
from tests.conftest import LEADER, TODAY, narrowed

NOW = AsOf(TODAY, TODAY)
SPEECH = Speech(WRITING, SERVER, TODAY)
EARLY = SHEET | {"version": [{**SHEET["version"][0], "starts_on": date(2025, 1, 1)}]}
ANSWERS = ("yy40", "yy50", "yy41", "yy51")


def found_in(database: DatabaseFile, as_of: AsOf = NOW) -> SheetDrift:
    book = load_drift_book(database, LEADER)
    return load_sheet_drift(database, LEADER, book, book.sheets[0], as_of)


def scored(database: DatabaseFile, names: tuple[str, ...], *, strict: str = "") -> None:
    """Each scores both people in each of 14 months; who is `strict` is so from the seventh on."""
    load(database, EARLY)
    sheet = version(database)
    drafts = []
    for month in range(14):
        year, place = divmod(2025 * 12 + 9 + month, 12)
        for person in (1, 2):
            for at, name in enumerate(names):
                answers = ANSWERS[(month * 3 + person + 2 * at) % 4]
                if name == strict and month >= 6:
                    answers = f"y{answers[1]}1{answers[3]}"
                drafts.append(
                    EvaluationDraft(
                        sheet_version_id=sheet.id, person_id=person,
                        date=date(year, place + 1, 3 + at), reference=f"{month}{person}{at}",
                        evaluator=name, answers=answers_of(sheet, answers),
                    )
                )  # fmt: skip
    record_evaluations(database, LEADER, drafts, today=TODAY)


def said(found: SheetDrift, name: str) -> str:
    one = next(drift for drift in found.drifts if drift.name == name)
    sentences = " ".join(map(text_of, words.said(one, found, SPEECH)))
    return f"{words.verdict(one, found).text}: {sentences}"


def test_who_became_stricter_is_named_and_the_others_are_not(database: DatabaseFile) -> None:
    scored(database, ("zoe", "ana", "bo"), strict="bo")
    found = found_in(database)
    assert [drift.name for drift in found.drifts] == ["ana", "bo", "zoe"]
    assert len(found.periods) == 14
    assert found.drifts[0].limits.unfinished == 13, "November still runs"
    assert said(found, "bo").startswith(("drifts down", "may be drifting down"))
    for name in ("ana", "zoe"):
        assert said(found, name).startswith("no drift: ")
    row = words.row(found.drifts[1], found, SPEECH)
    assert (row.name, row.months) == ("bo", "13")
    assert row.now.startswith("-")


def test_thirteen_periods_of_a_year_are_no_months(database: DatabaseFile) -> None:
    scored(database, ("ana", "bo"))
    set_rule(database, LEADER, "year_pattern", "13x4", date(2020, 1, 1), "our year")
    found = found_in(database)
    assert words.explained(found).startswith("Each period: ")
    assert "month" not in said(found, "ana")


def test_of_two_nobody_knows_which(database: DatabaseFile) -> None:
    scored(database, ("ana", "bo"), strict="bo")
    found = found_in(database)
    for name, other in (("ana", "bo"), ("bo", "ana")):
        assert said(found, name).startswith("one of two drifts")
        assert f"Beside {other} alone: nothing tells which of the two" in said(found, name)


def test_alone_there_is_nothing_to_compare_with(database: DatabaseFile) -> None:
    scored(database, ("ana",))
    assert said(found_in(database), "ana").startswith("not compared: No one else scored")
    early = found_in(database, AsOf(date(2025, 6, 1), TODAY))
    assert not early.drifts


def test_calibrations_do_not_count(database: DatabaseFile) -> None:
    load(database)
    one = opened(database)
    for name in ("ana", "bo"):
        score(database, Actor(name, AccessRole.SUPERVISOR), one, "yy50")
    close_calibration(database, LEADER, one.id, today=TODAY)
    assert not found_in(database).drifts


@pytest.mark.parametrize("role", [AccessRole.VIEWER, AccessRole.MEMBER])
def test_who_does_not_score_does_not_see_it(database: DatabaseFile, role: AccessRole) -> None:
    scored(database, ("ana", "bo"))
    book = load_drift_book(database, LEADER)
    with pytest.raises(Refused, match="shown to supervisors and leaders only"):
        load_drift_book(database, Actor("vi", role))
    with pytest.raises(Refused):
        load_sheet_drift(database, Actor("vi", role), book, book.sheets[0], NOW)


def test_evaluators_of_other_teams_are_compared_with_and_not_named(database: DatabaseFile) -> None:
    scored(database, ("Ana López", "zoe", "[red]Bo[/]"), strict="[red]Bo[/]")
    whole = found_in(database)
    found = found_in(narrowed(database, "nora", "North"))
    assert [drift.name for drift in found.drifts] == ["Ana López", "zoe"]
    ana = found.drifts[0]
    assert ana.limits == whole.drifts[1].limits
    assert ana.others == {"zoe", "someone of another team"}
    assert "3 evaluators" in text_of(words.heading(whole))
    assert "2 evaluators, by name; 1 of other teams not shown" in text_of(words.heading(found))


def test_who_sees_no_evaluator_is_told_so(database: DatabaseFile) -> None:
    scored(database, ("Ana López",))
    found = found_in(narrowed(database, "sue", "South"))
    assert not found.drifts
    assert words.nothing(found) == words.NOT_SHOWN
    assert words.nothing(found_in(database, AsOf(date(2024, 1, 1), TODAY))) == words.NOTHING
