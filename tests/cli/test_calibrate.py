"""Calibrations and drift on the command line, by several who score."""

from collections.abc import Callable
from datetime import date

import pytest

from kpitui.actions.evaluations import record_evaluations
from kpitui.domain.records.evaluation import EvaluationDraft
from kpitui.domain.score_phrase import answers_of
from kpitui.storage.database import DatabaseFile
from kpitui.views.sheets import load_sheet_book
from tests.cli.conftest import Answer, Command, check_one_sentence
from tests.cli.test_score import ANSWERS, scored
from tests.conftest import LEADER, TODAY

__all__ = ["scored"]

OTHERS = "yyy24y4y44y40yyyn4y4"
As = Callable[..., Answer]


@pytest.fixture
def by(scored: Command, monkeypatch: pytest.MonkeyPatch) -> As:
    """A command as somebody calls it."""

    def call(who: str, *words: str) -> Answer:
        for place in ("kpitui.cli.context", "kpitui.cli.access"):
            monkeypatch.setattr(f"{place}.account_name", lambda: who, raising=False)
        return scored(*words)

    assert call("lee", "access", "add", "lee", "--role", "leader").code == 0
    for name, role in (("ana", "supervisor"), ("bo", "supervisor"), ("vi", "viewer")):
        assert call("lee", "access", "add", name, "--role", role).code == 0
    return call


def test_two_score_a_call_blind_and_then_see_it_side_by_side(by: As) -> None:
    done = by("ana", "calibrate", "open", "ana 8841", "--note", "the angry one", "--date", "fri")
    assert done.out == "Opened calibration 1: Ana López, contact 8841\n"
    assert "kpitui calibrate score 1 and 20 answers" in done.err
    done = by("ana", "calibrate", "score", "1", f'{ANSWERS} "said zebra"')
    assert done.out == "Scored calibration 1, Ana López, contact 8841: 87.1 points\n"
    again = by("ana", "calibrate", "score", "1", ANSWERS)
    check_one_sentence(again, 3, "ana scored calibration 1 already", "Correct it with --again.")
    few = by("ana", "calibrate", "close", "1")
    check_one_sentence(few, 3, "only ana has scored it")
    assert by("bo", "calibrate", "list").out == (
        "  1  to score  2026-11-20  Ana López, contact 8841  A call: scored by ana\n"
    )
    for words in (("show", "1"), ("show", "1", "--json"), ("list", "--json")):
        for who in ("bo", "lee", "vi"):
            shown = by(who, "calibrate", *words).out
            assert "zebra" not in shown
            assert "87" not in shown
    assert "zebra" not in by("bo", "history", "--json").out
    assert "zebra" not in by("bo", "export", "history").out
    assert "You scored 87.1 points: yyy04y4y44y40yyyn4y4  said zebra" in (
        by("ana", "calibrate", "show", "1").out
    )
    assert by("bo", "calibrate", "score", "1", "yyy24", OTHERS[5:]).code == 0
    closed = by("ana", "calibrate", "close", "1").out
    assert "1 of 20 questions differs by more than a tenth (!)." in closed
    assert "Scores from 85.7 points to 87.1 points." in closed
    line = next(one for one in closed.splitlines() if "Let the caller finish" in one)
    assert line.split()[-5:] == ["0!", "2!", "0%", "–", "1"]
    assert "one call alone cannot tell agreement from chance" in closed
    assert "zebra" in by("bo", "history", "--json").out


def test_answers_that_begin_with_a_question_that_does_not_apply(by: As) -> None:
    by("ana", "calibrate", "open", "ana 8841")
    always = by("ana", "calibrate", "score", "1", f"-{ANSWERS[1:]}")
    check_one_sentence(always, 4, "Answer 1: “Greeted", "always applies")
    wrong = by("ana", "calibrate", "score", "1", "-x")
    check_one_sentence(wrong, 2, "No such option", "-x")


def test_who_looks_sees_no_names_and_json_says_null(by: As) -> None:
    by("ana", "calibrate", "open", "ana", "8841")
    for who in ("ana", "bo"):
        by(who, "calibrate", "score", "1", ANSWERS)
    by("lee", "calibrate", "close", "1")
    shown = by("vi", "calibrate", "show", "1")
    assert "bo" not in shown.out.replace("about", "").split()
    assert "scored by 2" in shown.out
    data = by("vi", "calibrate", "show", "1", "--json").data
    assert (data["scored"], data["scored_by"], data["scores"]) == (2, None, None)
    assert all(one["answers"] is None and one["agree"] == 1 for one in data["questions"])
    data = by("bo", "calibrate", "show", "1", "--json").data
    assert [one["evaluator"] for one in data["scores"]] == ["ana", "bo"]
    assert data["questions"][0]["answers"] == {"ana": 1, "bo": 1}
    for words in (("open", "ana 8842"), ("score", "1", ANSWERS), ("close", "1")):
        assert by("vi", "calibrate", *words).code == 3
    assert by("vi", "sheet", "drift").code == 3


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("open", "ana"), 4, "Type who and the number of the contact"),
        (("open", "ana 8841", "--date", "2026-03-01"), 1, "No call sheet is in use on"),
        (("open", "ana 8841", "--date", "soon"), 2, "--date: "),
        (("score", "1", "yyy"), 1, "There is no calibration 1"),
        (("close", "1"), 1, "There is no calibration 1"),
        (("show", "1"), 1, "There is no calibration 1"),
        (("list",), 1, "No calibrations yet"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    by: As, words: tuple[str, ...], code: int, sentence: str
) -> None:
    check_one_sentence(by("ana", "calibrate", *words), code, sentence)


def test_wrong_answers_count(by: As) -> None:
    by("ana", "calibrate", "open", "ana", "8841")
    check_one_sentence(by("ana", "calibrate", "score", "1", "yyy"), 4, "3 answers for 20 questions")
    check_one_sentence(by("ana", "calibrate", "score", "1", f"{ANSWERS} fri"), 4, "“fri” is no")


def test_a_narrow_terminal_has_the_other_evaluators_below(
    by: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    by("ana", "calibrate", "open", "[red]Bo[/] 8841")
    names = [f"evaluator-{place}" for place in range(9)]
    for name in names:
        by("lee", "access", "add", name, "--role", "supervisor")
        assert by(name, "calibrate", "score", "1", ANSWERS).code == 0
    monkeypatch.setenv("COLUMNS", "60")
    out = by("lee", "calibrate", "close", "1").out
    table = out[out.index("kappa") : out.index("agree: how")]
    assert max(map(len, table.splitlines())) <= 60
    assert out.count("Tone and pace") > 1
    assert set(names) <= set(out.split())
    assert "[red]Bo[/], contact 8841" in out


def test_three_evaluators_stand_beside_each_other_in_80_columns(
    by: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    by("ana", "calibrate", "open", "ana 8841")
    for name in ("helen.marsh", "ingrid.solberg", "marcus.bell"):
        by("lee", "access", "add", name, "--role", "supervisor")
        assert by(name, "calibrate", "score", "1", ANSWERS).code == 0
    monkeypatch.setenv("COLUMNS", "80")
    lines = by("ana", "calibrate", "close", "1").out.splitlines()
    (head,) = [line for line in lines if "kappa" in line and ":" not in line]
    assert head.split() == ["helen.ma…", "ingrid.s…", "marcus.b…", "agree", "kappa", "calls"]
    at = next(place for place, one in enumerate(lines) if "Greeted with" in one)
    assert lines[at].split()[-6:] == ["y", "y", "y", "100%", "–", "1"]
    assert lines[at + 1] == "    and name"
    assert max(len(line) for line in lines[at - 2 : at + 20]) <= 80


def test_drift_names_who_and_with_two_says_that_it_may_be_either(
    by: As, database: DatabaseFile
) -> None:
    check_one_sentence(by("lee", "sheet", "drift"), 1, "No one has scored with this call sheet")
    score_monthly(database, ("ana", "bo"))
    shown = by("bo", "sheet", "drift").out
    assert shown.index("\nana  ") < shown.index("\nbo  ")
    assert shown.count("Beside ") == 2
    assert "nothing tells which of the two has changed" in shown
    data = by("bo", "sheet", "drift", "call", "--json").data
    assert [one["evaluator"] for one in data["evaluators"]] == ["ana", "bo"]
    ana, bo = data["evaluators"]
    assert (ana["others"], bo["others"]) == (["bo"], ["ana"])
    assert [one["difference"] for one in ana["periods"]] == pytest.approx(
        [-one["difference"] for one in bo["periods"]]
    )
    check_one_sentence(by("bo", "sheet", "drift", "chat"), 1, "no call sheet “chat”")


def score_monthly(database: DatabaseFile, names: tuple[str, ...]) -> None:
    """Each scores the same person in each month from June on."""
    version = load_sheet_book(database).on(TODAY)[0].on(TODAY)
    assert version is not None
    drafts = [
        EvaluationDraft(
            sheet_version_id=version.id, person_id=1, date=date(2026, month, 5 + place),
            reference=f"{month}-{place}", evaluator=name,
            answers=answers_of(version, f"{ANSWERS[:-1]}{1 + (month + place) % 5}"),
        )
        for month in range(6, 12)
        for place, name in enumerate(names)
    ]  # fmt: skip
    record_evaluations(database, LEADER, drafts, today=TODAY)
