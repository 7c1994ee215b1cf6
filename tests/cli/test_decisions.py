"""What was decided comes back: `review`, `decisions`, report, Health, leaving, forgetting."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
import time_machine

from kpitui.actions.accounts import set_account
from kpitui.actions.reviews import review
from kpitui.actions.undo import redo, undo
from kpitui.cli.context import account_name
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadData, Conflict, Refused
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from tests.cli.conftest import Command, check_one_sentence
from tests.conftest import LEADER, TODAY, record_weekly

STEP = date(2026, 9, 14)
QUIET = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 3


@pytest.fixture(autouse=True)
def stepped(database: DatabaseFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseFile]:
    """Eighteen quiet weeks, then ten that are better; the last of them ended yesterday."""
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    record_weekly(database, 1, [*QUIET, *[80.0, 82.0] * 5], date(2026, 11, 20), person_id=1)
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        yield database


def decide(kpitui: Command, *more: str) -> None:
    done = kpitui("review", "csat", "--decide", "adjust", *more)
    assert done.code == 0, done


def decide_before_the_step(kpitui: Command) -> None:
    with time_machine.travel("2026-09-14T09:00:00Z", tick=False):
        decide(kpitui, "--what", "shorter greeting, ana by 2 oct", "--comment", "too slow")


def kept(database: DatabaseFile) -> list[dict[str, object]]:
    with reading(database) as db:
        return rows(db, "SELECT * FROM decisions ORDER BY id")


def test_a_decision_is_what_who_and_by_when(kpitui: Command, stepped: DatabaseFile) -> None:
    said = kpitui("review", "csat", "--decide", "adjust", "--what", "shorter, ana by 14 dec")
    assert said.out == "Customer satisfaction: adjust; shorter (Ana López by 2026-12-14)\n"
    decide(kpitui, "--what", "greet, by name", "--who", "The vendor", "--by", "+7d")
    decide(kpitui, "--what", "ask twice", "--by", "eom", "--confidence", "7")
    found = [(one["text"], one["who"], one["due_on"]) for one in kept(stepped)]
    assert found == [
        ("shorter", "Ana López", "2026-12-14"), ("greet, by name", "The vendor", "2026-11-30"),
        ("ask twice", "lee", "2026-11-30"),
    ]  # fmt: skip
    data = kpitui("review", "csat", "--decide", "keep", "--json").data
    assert (data["decision"], data["what"], data["due_on"]) == ("keep", None, None)


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("csat", "--decide", "adjust"), 4, "say what is to be done, who and by when"),
        (("csat", "--decide", "adjust", "--what", "x, ana"), 4, "“x” needs a day"),
        (("csat", "--decide", "adjust", "--what", "x, ana by yesterday"), 4, "is over"),
        (
            ("csat", "--decide", "adjust", "--what", "x, ana by 1 nov"),
            4,
            "1 nov is over; name the year: 1 nov 2027",
        ),
        (("csat", "--decide", "adjust", "--what", "x", "--by", "mar 1"), 4, "1 mar 2027"),
        (("csat", "--decide", "adjust", "--what", "x, zoe by fri"), 4, "there is no person “zoe”"),
        (("csat", "--decide", "adjust", "--what", "x", "--by", "31 feb"), 4, "no day 31 feb"),
        (("csat", "--decide", "keep", "--what", "x, ana by fri"), 4, "changes nothing"),
        (("csat", "--decide", "stop"), 2, "type why it is stopped"),
        (("csat", "--decide", "keep", "--who", "ana"), 2, "--who and --by need --what"),
        (("zzz", "--decide", "keep"), 1, "There is no KPI “zzz”"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_nothing_is_saved(
    kpitui: Command, stepped: DatabaseFile, asked: tuple[str, ...], code: int, said: str
) -> None:
    check_one_sentence(kpitui("review", *asked), code, said)
    assert kept(stepped) == []
    with reading(stepped) as db:
        assert rows(db, "SELECT * FROM reviews") == []


def test_done_and_moved_are_told_apart(kpitui: Command) -> None:
    decide_before_the_step(kpitui)
    told = kpitui("decisions").out
    assert (
        "shorter greeting (Ana López by 2026-10-02): overdue; KPI: better, real change since"
        in told
    )
    assert "since 14 Sep" in told
    (one,) = kpitui("decisions", "--json").data
    assert (one["late"], one["done_on"], one["moved"], one["since"]) == (
        True, None, "better", "2026-09-14",
    )  # fmt: skip
    assert (one["periods"], one["limits"]["by"]) == (10, "week")
    assert 69 < one["limits"]["mean"] < 71
    done = kpitui("decisions", "--done", "1", "live in both teams")
    assert done.err == "“shorter greeting” is done.\n"
    assert "done 2026-11-23: live in both teams; KPI: better" in done.out
    check_one_sentence(kpitui("decisions", "--done", "1", "again"), 3, "done since 2026-11-23")
    check_one_sentence(kpitui("decisions", "--done", "9", "x"), 1, "There is no decision 9")
    check_one_sentence(kpitui("decisions", "--open"), 1, "No such decision")
    assert "shorter greeting" in kpitui("decisions", "--kpi", "csat").out
    check_one_sentence(kpitui("decisions", "--kpi", "aht"), 1)


def test_a_change_that_was_there_before_is_none_that_the_decision_brought(kpitui: Command) -> None:
    with time_machine.travel("2026-11-16T09:00:00Z", tick=False):
        decide(kpitui, "--what", "more of it, ana by 2 dec")
    (one,) = kpitui("decisions", "--json").data
    assert (one["moved"], one["periods"]) == ("none", 1)
    assert 79 < one["limits"]["mean"] < 83
    assert "no real change yet (1 of 8 weeks)" in (told := kpitui("decisions").out)
    # The chart mixes both levels; what a change is judged against is told, with its weeks.
    assert "by week, mean 80.9% of the 9 weeks since 14 Sep" in told
    assert (one["limits"]["from"], one["limits"]["periods"]) == ("2026-09-14", 9)
    assert one["enough"] == 8
    assert "mean 80.9% of the 9 weeks since 14 Sep |" in kpitui("report").out


def test_limits_of_readings_that_were_corrected_say_no_weeks(
    kpitui: Command, stepped: DatabaseFile
) -> None:
    with time_machine.travel("2026-11-16T09:00:00Z", tick=False):
        decide(kpitui, "--what", "more of it, ana by 2 dec")
    record_weekly(stepped, 1, [60.0], date(2026, 11, 5), person_id=2)
    (one,) = kpitui("decisions", "--json").data
    assert (one["limits"]["from"], one["limits"]["periods"]) == (None, None)
    assert "judged against " in (told := kpitui("decisions").out)
    assert ", mean " in told
    assert " of the " not in told


def test_without_limits_nothing_can_be_told(kpitui: Command) -> None:
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False):
        decide(kpitui, "--what", "begin, ana by 2 jul")
    (one,) = kpitui("decisions", "--json").data
    assert (one["moved"], one["limits"]) == ("untold", None)
    assert "not known: no limits then" in kpitui("decisions").out


def test_nothing_decided_is_said(kpitui: Command) -> None:
    check_one_sentence(kpitui("decisions"), 1, "Nothing is decided yet.")
    assert kpitui("decisions", "--json").data == []


def test_it_is_part_of_the_review_list_and_of_what_the_plan_says(kpitui: Command) -> None:
    decide_before_the_step(kpitui)
    assert "shorter greeting (Ana López by 2026-10-02): overdue" in kpitui("reviews").out
    assert kpitui("reviews", "--json").data[0]["decisions"] == [1]
    assert "last decision: 2026-09-14 adjust: shorter greeting" in kpitui("show", "csat").out


def test_the_register_is_part_of_the_report(kpitui: Command, tmp_path: Path) -> None:
    assert "## Decisions" not in kpitui("report").out
    decide_before_the_step(kpitui)
    told = kpitui("report").out
    assert "| decision | KPI | who | by | done | KPI since | judged against |" in told
    assert "| shorter greeting | Customer satisfaction | Ana López | 2026-10-02 | overdue |" in told
    html = kpitui("report", "--format", "html").out
    assert "<th>done</th><th>KPI since</th><th>judged against</th>" in html
    assert kpitui("report", "-o", tmp_path / "r.xlsx").code == 0
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Decisions"]
    first, second = list(sheet.values)[:2]
    assert first[:8] == (
        "decision", "KPI", "who", "by", "done on", "result", "moved", "held against",
    )  # fmt: skip
    assert (second[0], str(second[3])[:10], second[4]) == (
        "shorter greeting", "2026-10-02", None,
    )  # fmt: skip


def test_the_report_of_a_past_month_stays_as_it_was(kpitui: Command) -> None:
    decide_before_the_step(kpitui)
    before = kpitui("report", "--month", "2026-10").out
    assert (
        "| shorter greeting | Customer satisfaction | Ana López | 2026-10-02 | overdue |" in before
    )
    kpitui("decisions", "--done", "1", "live")
    assert kpitui("report", "--month", "2026-10").out == before
    assert "done 2026-11-23: live" in kpitui("report").out


def test_health_names_a_late_one_until_it_is_done(kpitui: Command) -> None:
    decide_before_the_step(kpitui)
    decide(kpitui, "--what", "ask twice, ana by 14 dec")
    found = [one for one in kpitui("check", "--json").data if one["code"] == "D601"]
    assert [(one["record"], one["title"]) for one in found] == [
        (
            "Customer satisfaction",
            "Overdue decision, “shorter greeting” of Ana López was due on 2026-10-02",
        )
    ]
    assert "Overdue decision" in kpitui("check", "--explain", "D601").out
    kpitui("decisions", "--done", "1", "live")
    assert "D601" not in kpitui("check").out


def test_undo_takes_the_review_and_its_decision_back_together(
    kpitui: Command, stepped: DatabaseFile
) -> None:
    decide(kpitui, "--what", "shorter, ana by 14 dec")
    me = Actor(account_name())
    told = kpitui("history").out
    assert "review: Customer satisfaction, Improve the customer experience, 2026-11-23\n" in told
    assert "decision shorter who: - → Ana López" in told
    undo(stepped, me)
    assert kept(stepped) == []
    redo(stepped, me)
    kpitui("decisions", "--done", "1", "live")
    assert "decision done: shorter" in kpitui("history").out
    undo(stepped, me)
    assert [(one["done_on"], one["result"]) for one in kept(stepped)] == [(None, "")]


def test_who_leaves_hands_open_decisions_over(kpitui: Command, stepped: DatabaseFile) -> None:
    decide(kpitui, "--what", "shorter, ana by 14 dec")
    decide(kpitui, "--what", "longer, ana by 14 dec")
    kpitui("decisions", "--done", "2", "never mind")
    set_account(stepped, LEADER, account_name(), AccessRole.LEADER)
    assert kpitui("people", "leave", "ana", "--on", "2026-11-23", "--dry-run").out.splitlines() == [
        "still theirs: decision shorter"
    ]
    left = kpitui("people", "leave", "ana", "--on", "2026-11-23")
    assert left.code == 0, left
    found = [one for one in kpitui("check", "--json").data if one["code"] == "K216"]
    assert [one["title"] for one in found] == [
        "Owner who left, a review gave it to Ana López, who left on 2026-11-23"
    ]
    assert kpitui("people", "leave", "ana", "--on", "2026-11-23", "--to", "bo").code == 0
    assert [one["who"] for one in kept(stepped)] == ["[red]Bo[/]", "Ana López"]


def test_a_forgotten_name_is_gone_from_decisions(kpitui: Command, stepped: DatabaseFile) -> None:
    decide(kpitui, "--what", "shorter, ana by 14 dec")
    set_account(stepped, LEADER, account_name(), AccessRole.LEADER)
    data = kpitui("people", "data", "ana").data
    assert "shorter" in json.dumps(data)
    kpitui("people", "leave", "ana", "--on", "2026-11-22")
    gone = kpitui("people", "forget", "ana", "--yes")
    assert "Ana" not in kpitui("decisions").out, gone
    assert kept(stepped)[0]["who"] != "Ana López"


def test_two_who_finish_the_same_decision(stepped: DatabaseFile, kpitui: Command) -> None:
    decide(kpitui, "--what", "shorter, ana by 14 dec")
    from kpitui.actions.reviews import finish_decision

    with pytest.raises(Conflict):
        finish_decision(stepped, LEADER, 1, 7, "live", TODAY)
    for role in (AccessRole.VIEWER, AccessRole.MEMBER):
        with pytest.raises(Refused):
            finish_decision(stepped, Actor("vic", role), 1, 1, "live", TODAY)
    with pytest.raises(BadData, match="Type the result"):
        finish_decision(stepped, LEADER, 1, 1, " ", TODAY)


def test_an_action_is_held_to_the_same_rules_as_a_form(stepped: DatabaseFile) -> None:
    adjust = ReviewDraft(kpi_id=1, decision=Decision.ADJUST)
    for what, said in (
        (None, "say what is to be done"), (DecisionDraft(text="x"), "needs someone"),
        (DecisionDraft(text="x", who="ana"), "needs a day"),
        (DecisionDraft(text="x", who="a", due_on=TODAY - timedelta(days=1)), "is over"),
    ):  # fmt: skip
        with pytest.raises(BadData, match=said):
            review(stepped, LEADER, adjust, TODAY, decided=what)
    assert kept(stepped) == []


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_what_goes_out_comes_in_again(
    kpitui: Command, stepped: DatabaseFile, tmp_path: Path, form: str
) -> None:
    decide_before_the_step(kpitui)
    decide(kpitui, "--what", "=ask, by @name", "--who", "Ana", "--by", "14 dec")
    decide(kpitui, "--what", "=ask, by @name", "--who", "Ana", "--by", "14 dec")
    kpitui("decisions", "--done", "1", "live, “both”")
    files = {what: tmp_path / f"{what}.{form}" for what in ("reviews", "decisions")}
    for what, file in files.items():
        assert kpitui("export", what, "-o", file).code == 0
    new = tmp_path / "new.db"
    assert kpitui("--db", new, "init").code == 0
    assert kpitui("export", "plan", "-o", tmp_path / "plan.toml").code == 0
    assert kpitui("--db", new, "plan", "load", tmp_path / "plan.toml").code == 0
    early = kpitui("--db", new, "import", files["decisions"], "--json").data
    assert (early["added"], len(early["rejected"])) == (0, 3)
    assert "import the reviews first" in early["rejected"][0]["reason"]
    for what, file in files.items():
        first = kpitui("--db", new, "import", file, "--json").data
        assert (first["added"], first["rejected"]) == (3, []), what
        again = kpitui("--db", new, "import", file, "--json").data
        assert (again["added"], again["unchanged"], again["rejected"]) == (0, 3, []), what
    out = [kpitui("--db", db, "export", "decisions").out for db in (stepped.path, new)]
    assert out[0] == out[1]
    kpitui("--db", new, "decisions", "--done", "2", "live")
    more = kpitui("--db", new, "import", files["decisions"], "--json").data
    assert [one["reason"] for one in more["rejected"]] == [
        "“=ask, by @name” is in the file already, but done, due or given to someone otherwise; "
        "change it there"
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"middle": 80.0}, "limits need their periods"),
        ({"periods": "week", "middle": 80.0, "low": 81.0, "high": 79.0}, "above the upper"),
        ({"result": "live"}, "a result needs the day it was done"),
        ({"periods": "year"}, "periods"),
        ({"due_on": "soon"}, "due_on"),
        ({"text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"decision": "perhaps"}, "decision"),
    ],
)
def test_a_row_that_cannot_be_is_named(
    kpitui: Command, tmp_path: Path, row: dict[str, object], said: str
) -> None:
    assert kpitui("review", "csat", "--decide", "keep").code == 0
    given = {
        "strategy": "Improve the customer experience", "metric": "Customer satisfaction",
        "date": "2026-11-23", "by": account_name(), "decision": "keep", "text": "x",
    } | row  # fmt: skip
    file = tmp_path / "in.json"
    file.write_text(json.dumps({"kpitui": "decisions", "decisions": [given]}))
    found = kpitui("import", file, "--json").data
    assert (found["added"], len(found["rejected"])) == (0, 1), found
    assert said in found["rejected"][0]["reason"]


def test_the_brief_quotes_what_is_due(kpitui: Command) -> None:
    with time_machine.travel("2026-09-14T09:00:00Z", tick=False):
        decide(kpitui, "--what", "greet, by name", "--who", "ana", "--by", "2 oct")
        decide(kpitui, "--what", "w1", "--who", "ana", "--by", "2 oct")
    assert "decisions due: 2 (“greet, by name”, “w1”)" in kpitui("brief").out
