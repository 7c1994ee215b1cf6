"""Whose calls are still to be scored this month, which one next, and where the list comes from."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine

from kpitui.actions.absences import add_absence
from kpitui.actions.people import person_left, remove_person
from kpitui.actions.undo import undo
from kpitui.domain.due_score import drawn
from kpitui.domain.errors import Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.periods import AsOf
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.contact import Contact
from kpitui.exchange.xlsx_out import day_cell, new_workbook
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.people import load_person
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import insert
from kpitui.views.entry import load_subject_to_record
from kpitui.views.evaluations_due import EvaluationDue, load_evaluations_due
from kpitui.views.history import HistoryQuestion, load_history
from tests.cli.conftest import Answer, Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY
from tests.evaluated import score, with_sheet

__all__ = ["kpitui"]

NOVEMBER = [date(2026, 11, day) for day in (2, 9, 16, 23)]
ANA, BO = 1, 2
LIST = """Call ID,Agent,Date,Channel
8841,Ana López,2026-11-03,phone
8842,[red]Bo[/],2026-11-03,phone
8843,ana,2026-11-24,phone
8844,Ana López,2026-10-30,phone
"""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-25T09:00:00Z", tick=False):
        yield


@pytest.fixture
def scored(database: DatabaseFile) -> DatabaseFile:
    """One call of Ana in November, four of Bo, and one of each before."""
    with_sheet(database)
    score(database, [(who, date(2026, 10, 5), 80.0) for who in (ANA, BO)])
    score(database, [(ANA, NOVEMBER[0], 75.0, "8841")])
    score(database, [(BO, day, 90.0) for day in NOVEMBER])
    return database


def written(folder: Path, text: str = LIST, name: str = "calls.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def due_lines(kpitui: Command, database: DatabaseFile, *more: str) -> list[str]:
    found = kpitui("--db", database.path, "due", *more).out.splitlines()
    return [line for line in found if "this month" in line]


def test_who_has_too_few_this_month_is_due(kpitui: Command, scored: DatabaseFile) -> None:
    assert due_lines(kpitui, scored) == [
        "Ana López (North): 1 of 4 calls this month (Quality of communication)"
    ]
    assert due_lines(kpitui, scored, "--team", "south") == []
    (found,) = kpitui("--db", scored.path, "due", "--json").data["evaluations"]
    assert found == {
        "person": "Ana López", "team": "North", "metric": "Quality of communication",
        "evaluations": 1, "asked": 4, "contact": None,
    }  # fmt: skip
    said = kpitui("--db", scored.path, "brief").out.splitlines()
    assert said[2] == "follow-ups and actions due: none; evaluations due: 1 (Ana López 1 of 4)"


def test_who_is_away_today_is_not_due(kpitui: Command, scored: DatabaseFile) -> None:
    away = AbsenceDraft(starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 26))
    add_absence(scored, LEADER, ANA, away)
    assert due_lines(kpitui, scored) == []
    assert len(due_lines(kpitui, scored, "--as-of", "2026-11-23")) == 1


def test_a_contact_of_the_month_is_drawn_that_nobody_scored_yet(
    kpitui: Command, scored: DatabaseFile, tmp_path: Path
) -> None:
    kpitui("--db", scored.path, "sheet", "contacts", written(tmp_path))
    # 8841 is scored, 8842 is of Bo, 8844 of October.
    assert due_lines(kpitui, scored) == [
        "Ana López (North): 1 of 4 calls this month (Quality of communication); contact 8843 of "
        "2026-11-24, drawn at random"
    ]
    (found,) = kpitui("--db", scored.path, "due", "--json").data["evaluations"]
    assert found["contact"] == {"reference": "8843", "date": "2026-11-24", "channel": "phone"}
    score(scored, [(ANA, date(2026, 11, 20), 75.0, "8843")])
    assert due_lines(kpitui, scored) == [
        "Ana López (North): 2 of 4 calls this month (Quality of communication)"
    ]


def test_where_no_one_is_due_the_brief_says_nothing_of_it(
    kpitui: Command, scored: DatabaseFile
) -> None:
    score(scored, [(ANA, day, 75.0) for day in NOVEMBER[1:]])
    assert due_lines(kpitui, scored) == []
    assert (
        kpitui("--db", scored.path, "brief").out.splitlines()[2]
        == "follow-ups and actions due: none"
    )


def test_how_many_are_asked_for_is_a_rule_of_the_file(
    kpitui: Command, scored: DatabaseFile
) -> None:
    rule = ("rules", "set", "evaluations_a_month", "1", "--why", "one is what we manage")
    assert kpitui("--db", scored.path, *rule).code == 0
    assert due_lines(kpitui, scored) == []
    wrong = kpitui("--db", scored.path, "rules", "set", "evaluations_a_month", "0", "--why", "x")
    check_one_sentence(wrong, 4, "evaluations_a_month: it must be a whole number from 1 on")


def test_who_left_and_who_is_not_held_to_it_is_not_due(
    kpitui: Command, scored: DatabaseFile
) -> None:
    with reading(scored) as db:
        ana = load_person(db, ANA)
    assert ana is not None
    person_left(scored, LEADER, ana, date(2026, 11, 20))
    assert due_lines(kpitui, scored) == []


def test_without_a_standard_nobody_is_held_to_it(kpitui: Command, database: DatabaseFile) -> None:
    with_sheet(database, standard=False)
    score(database, [(ANA, NOVEMBER[0], 75.0)])
    assert due_lines(kpitui, database) == []


def test_a_metric_that_a_sheet_feeds_is_due_once(kpitui: Command, scored: DatabaseFile) -> None:
    def readings() -> set[str]:
        found = kpitui("--db", scored.path, "due", "--json").data["readings"]
        return {due["metric"] for one in found for due in one["due"]}

    with time_machine.travel("2026-12-02T09:00:00Z", tick=False):
        assert "Average handle time" in readings()
        assert "Quality of communication" not in readings()
        who = load_subject_to_record(scored, quality(scored), AsOf(TODAY, TODAY))
        assert who.name == "Ana López"
        with_sheet(scored, standard=False, ends_on=date(2026, 12, 1))
        assert "Quality of communication" in readings()


def quality(database: DatabaseFile) -> int:
    with reading(database) as db:
        return next(metric.id for metric in load_metrics(db) if metric.code == "qoc")


def test_a_sheet_that_ended_asks_nobody(kpitui: Command, scored: DatabaseFile) -> None:
    with_sheet(scored, standard=False, ends_on=date(2026, 11, 24))
    assert due_lines(kpitui, scored) == []
    assert (
        kpitui("--db", scored.path, "brief").out.splitlines()[2]
        == "follow-ups and actions due: none"
    )


# what is drawn ------------------------------------------------------------------------------------


def drawn_of_ana(database: DatabaseFile, day: date) -> EvaluationDue:
    found = load_evaluations_due(database, AsOf(day, date(2026, 11, 25)))
    assert found is not None
    return next(due for due in found if due.person_id == ANA)


def test_the_draw_is_the_same_all_day_for_everyone_and_another_the_next_day(
    kpitui: Command, scored: DatabaseFile, tmp_path: Path
) -> None:
    many = [f"{number},Ana López,2026-11-0{1 + number % 9},chat" for number in range(9000, 9300)]
    kpitui("--db", scored.path, "sheet", "contacts",
           written(tmp_path, "\n".join(["Call ID,Agent,Date,Channel", *many])))  # fmt: skip
    days = [date(2026, 11, day) for day in range(10, 26)]
    first = [drawn_of_ana(scored, day).contact for day in days]
    assert [drawn_of_ana(scored, day).contact for day in days] == first
    assert len({one.reference for one in first if one is not None}) > 12
    # Another contact that is scored changes nothing; only the one drawn itself does.
    drawn = first[-1]
    assert drawn is not None
    other = next(one for one in range(9000, 9300) if str(one) != drawn.reference)
    score(scored, [(ANA, date(2026, 11, 23), 75.0, str(other))])
    assert drawn_of_ana(scored, days[-1]).contact == drawn
    score(scored, [(ANA, date(2026, 11, 23), 75.0, drawn.reference.upper())])
    assert drawn_of_ana(scored, days[-1]).contact not in (None, drawn)


def test_each_contact_is_drawn_as_often_as_any_other() -> None:
    contacts = [Contact(reference=str(one), person_id=ANA, date=date(2026, 1, 2))
                for one in range(5)]  # fmt: skip
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + one) for one in range(2000)]
    found = Counter(one.reference for day in days if (one := drawn(contacts, "file", day)))
    # 400 each are expected; χ² of 4 degrees of freedom is above 18.5 in one of a thousand cases.
    assert sum((count - 400) ** 2 / 400 for count in found.values()) < 18.5


# the list -----------------------------------------------------------------------------------------


def load(kpitui: Command, database: DatabaseFile, file: Path, *more: str) -> Answer:
    return kpitui("--db", database.path, "sheet", "contacts", file, *more)


def count(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(db.execute("SELECT count(*) FROM contacts").fetchone()[0])


def test_a_list_is_loaded_once_however_often_it_comes_and_undo_takes_it_back(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    file = written(tmp_path)
    tried = load(kpitui, database, file, "--dry-run")
    assert tried.out == "would have added 4 contacts\n"
    assert count(database) == 0
    assert load(kpitui, database, file).out == "added 4 contacts\n"
    again = load(kpitui, database, file)
    assert (again.out, again.err) == (
        "added 0 contacts\n", "4 contacts here already, not added again.\n"
    )  # fmt: skip
    assert count(database) == 4
    assert kpitui("--db", database.path, "undo").code == 0
    assert count(database) == 0
    assert kpitui("--db", database.path, "redo").code == 0
    assert count(database) == 4


def test_people_nobody_knows_are_named_and_the_others_are_loaded(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    more = (
        "1,Zoë Unknown,2026-11-03,\n2,Zoë Unknown,2026-11-03,\n3,\x1b[2Jevil,2026-11-03,\n"
        "4,,2026-11-03,\n,Ana López,2026-11-03,\n"
    )
    file = written(tmp_path, LIST + more)
    found = load(kpitui, database, file)
    assert found.out == "added 4 contacts\n"
    assert "Left out 3 contacts of people who are not in the file: Zoë Unknown (2), " in found.err
    assert "Left out 2 lines without a reference or a person." in found.err
    assert "\x1b" not in found.err
    told = load(kpitui, database, file, "--json").data
    assert (told["added"], told["doubles"], told["empty_lines"]) == (0, 4, 2)
    assert told["unknown_people"]["Zoë Unknown"] == 2


def test_dates_that_can_be_read_in_two_ways_are_asked_about(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    text = "reference,person,date\n1,Ana López,03/11/2026\n2,Ana López,04/11/2026\n"
    file = written(tmp_path, text)
    check_one_sentence(load(kpitui, database, file), 4, "line 2", "--dates dmy or --dates mdy")
    assert count(database) == 0
    assert load(kpitui, database, file, "--dates", "dmy").out == "added 2 contacts\n"
    proves_itself = written(tmp_path, text + "3,Ana López,13/11/2026\n", "more.csv")
    assert load(kpitui, database, proves_itself).out == "added 1 contact\n"
    american = load(kpitui, database, file, "--dates", "mdy", "--json").data
    assert (american["added"], american["doubles"]) == (0, 2)


def test_what_is_older_than_13_months_is_left_out_and_dropped_at_the_next_load(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    text = "reference,person,date\n1,Ana López,2025-09-30\n2,Ana López,2025-10-01\n"
    found = load(kpitui, database, written(tmp_path, text + "3,Ana López,2026-12-01\n"))
    assert found.out == "added 1 contact\n"
    assert "Left out 1 contact older than 13 months." in found.err
    assert "Left out 1 contact of a day to come; check --dates." in found.err
    with time_machine.travel("2026-12-02T09:00:00Z", tick=False):
        later = load(kpitui, database, written(tmp_path, "reference,person,date\n"
                     "4,Ana López,2026-11-30\n"))  # fmt: skip
        assert later.out.splitlines() == [
            "added 1 contact", "dropped 1 contact older than 13 months"
        ]  # fmt: skip
        assert count(database) == 1
        assert kpitui("--db", database.path, "undo").code == 0
    assert count(database) == 1


@pytest.mark.parametrize(
    ("headings", "fits"),
    [
        ("reference,person,date,channel", True),
        ("Anruf-ID;Mitarbeiter;Datum;Kanal", True),
        ("Interaction ID,Agent ID,Agent Name,Start Time,Media Type", True),
        ("Contact,First name,Last name,Call date", True),
        ("Agent,Date", False),
        ("Call ID,Date", False),
        ("Call ID,Agent", False),
    ],
)
def test_columns_are_known_by_what_other_programs_call_them(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, headings: str, fits: bool
) -> None:
    between = ";" if ";" in headings else ","
    said = {"first name": "Ana", "last name": "López", "agent id": "ana", "anruf-id": "8841",
            "reference": "8841", "interaction id": "8841", "contact": "8841", "call id": "8841",
            "start time": "2026-11-03 10:15", "channel": "x", "kanal": "x",
            "media type": "x"}  # fmt: skip
    names = headings.split(between)
    dates = {"date", "datum", "call date"}
    row = between.join(
        "2026-11-03" if name.lower() in dates else said.get(name.lower(), "Ana López")
        for name in names
    )
    found = load(kpitui, database, written(tmp_path, f"Export of today\n{headings}\n{row}\n"))
    if fits:
        assert found.out == "added 1 contact\n", found
    else:
        check_one_sentence(found, 4, "cannot be found", "a list of contacts has reference")


def test_a_workbook_is_a_list_too(kpitui: Command, database: DatabaseFile, tmp_path: Path) -> None:
    file = tmp_path / "calls.xlsx"
    with new_workbook(file) as book:
        rows = [["8841", "Ana López", day_cell("2026-11-03")]]
        book.add_sheet("Calls", ["Call ID", "Agent", "Date"], rows)
        book.add_sheet("Notes", ["Text"], [["nothing"]])
    check_one_sentence(load(kpitui, database, file), 2, "Calls, Notes")
    assert load(kpitui, database, file, "--sheet", "Calls").out == "added 1 contact\n"


def test_what_is_wrong_in_a_line_is_said_and_nothing_is_loaded(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    text = "reference,person,date\n1,Ana López,2026-11-03\n2,Ana López,soon\n"
    check_one_sentence(load(kpitui, database, written(tmp_path, text)), 4, "line 3", "soon")
    long = f"reference,person,date\n{'9' * 121},Ana López,2026-11-03\n"
    check_one_sentence(load(kpitui, database, written(tmp_path, long)), 4, "line 2", "120")
    check_one_sentence(load(kpitui, database, written(tmp_path, "")), 4, "is empty")
    assert count(database) == 0


def test_who_records_readings_loads_lists_and_nobody_else(
    kpitui: Command, database: DatabaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path)
    kpitui("--db", database.path, "access", "add", "vera", "--role", "viewer")
    kpitui("--db", database.path, "access", "add", "sue", "--role", "supervisor")
    monkeypatch.setattr("kpitui.cli.context.account_name", lambda: "vera")
    check_one_sentence(load(kpitui, database, file), 3, "viewer")
    monkeypatch.setattr("kpitui.cli.context.account_name", lambda: "sue")
    assert load(kpitui, database, file).out == "added 4 contacts\n"


def test_a_hostile_reference_is_data(kpitui: Command, scored: DatabaseFile, tmp_path: Path) -> None:
    text = "reference,person,date\n[red]x[/]\x1b]52;c;aGk=\x07,Ana López,2026-11-24\n"
    assert load(kpitui, scored, written(tmp_path, text)).code == 0
    (line,) = due_lines(kpitui, scored)
    assert "[red]x[/]" in line
    assert "\x1b" not in line
    assert "\x07" not in line


def test_the_history_counts_the_contacts_of_a_list(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    def newest() -> str:
        return load_history(database, HistoryQuestion(limit=1))[0].title

    lines = "".join(f"{number},Ana López,2026-11-03,\n" for number in range(1200))
    load(kpitui, database, written(tmp_path, f"reference,person,date,channel\n{lines}"))
    assert newest() == "1,200 contacts loaded"
    assert "1,200 contacts loaded" in kpitui("--db", database.path, "undo").out
    assert newest() == "undo: load contacts: 1,200 contacts"
    load(kpitui, database, written(tmp_path, "reference,person,date,channel\n1,ana,2026-11-03,\n"))
    assert newest() == "1 contact loaded"
    with time_machine.travel("2028-01-25T09:00:00Z", tick=False):
        text = "reference,person,date,channel\n2,ana,2028-01-03,\n3,ana,2028-01-03,\n"
        load(kpitui, database, written(tmp_path, text))
        assert newest() == "2 contacts loaded, 1 older dropped"


def test_a_person_entered_by_mistake_takes_their_contacts_along(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    load(kpitui, database, written(tmp_path))
    with reading(database) as db:
        bo = load_person(db, BO)
    assert bo is not None
    remove_person(database, LEADER, bo)
    assert count(database) == 3
    undo(database, LEADER)
    assert count(database) == 4


def test_whose_contact_was_calibrated_is_no_mistake(database: DatabaseFile) -> None:
    with_sheet(database)
    with writing(database, ChangeRecord(LEADER, "open calibration")) as db:
        insert(db, "calibrations", {"sheet_version_id": 1, "person_id": BO, "date": "2026-11-02",
                                    "reference": "1", "opened_by": "lee"})  # fmt: skip
        bo = load_person(db, BO)
    assert bo is not None
    with pytest.raises(Refused, match="has calibrations; say when they left instead"):
        remove_person(database, LEADER, bo)
