"""What is refused of people and readings elsewhere, a line of a file is refused for."""

from datetime import date
from pathlib import Path

import pytest

from kpitui.actions import people
from kpitui.actions.readings import record
from kpitui.domain.errors import BadData
from kpitui.domain.readings import ReadingDraft
from kpitui.exchange.people_file import load_people_file
from kpitui.storage.database import DatabaseFile
from tests.actions.loaded_plans import LONG_AGO, Edit, content, person, refused_when_edited
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY

PEOPLE: dict[str, tuple[Edit, str]] = {
    "nobody is gone before their last reading": (
        lambda db: people.person_left(db, LEADER, person(db, "Ana López"), date(2026, 11, 1)),
        "Ana López,ana,,,,2026-11-01",
    ),
    "nobody is gone before they came": (
        lambda db: people.person_left(db, LEADER, person(db, "Cara"), LONG_AGO),
        "Cara,cara,,,,2020-01-01",
    ),
    "nobody moves who left": (
        lambda db: people.move_person(db, LEADER, person(db, "Dan"), "South", None, TODAY),
        "Dan,,South,,,",
    ),
    "nobody moves into a team that ended": (
        lambda db: people.move_person(db, LEADER, person(db, "Cara"), "East", None, TODAY),
        "Cara,,East,,,",
    ),
}  # fmt: skip
"""What a line of people asks for; the first line of its file is the header."""


@pytest.mark.parametrize("rule", PEOPLE)
def test_what_editing_refuses_a_line_of_people_is_refused_for(
    full: DatabaseFile, tmp_path: Path, rule: str
) -> None:
    edit, line = PEOPLE[rule]
    before = content(full)
    sentence = refused_when_edited(edit, full)
    file = tmp_path / "people.csv"
    file.write_text(f"name,code,team,role,starts_on,ends_on\nEve,,,,,\n{line}\n", "utf-8")
    with pytest.raises(BadData) as told:
        load_people_file(full, LEADER, file, today=TODAY)
    assert told.value.sentence == f"Line 3: {sentence}"
    assert content(full) == before


READINGS: dict[str, tuple[ReadingDraft, str]] = {
    "a metric that ended takes none": (
        ReadingDraft(metric_id=4, date=TODAY, value=1), "old,,,2026-11-23,1,,"
    ),
    "no reading is of the future": (
        ReadingDraft(metric_id=1, date=date(2026, 12, 1), value=1), "csat,,,2026-12-01,1,,"
    ),
    "a closed month asks for a reason": (
        ReadingDraft(metric_id=1, date=date(2026, 9, 1), value=1), "csat,,,2026-09-01,1,,"
    ),
    "one number is no ratio": (
        ReadingDraft(metric_id=1, date=TODAY, numerator=1, denominator=2), "csat,,,2026-11-23,,1,2"
    ),
    "nobody has one from before they came": (
        ReadingDraft(metric_id=1, person_id=3, date=LONG_AGO, value=1),
        "csat,Cara,,2020-01-01,1,,",
    ),
    "nobody has one from after they left": (
        ReadingDraft(metric_id=1, person_id=4, date=TODAY, value=1), "csat,Dan,,2026-11-23,1,,"
    ),
    "a team that ended has none": (
        ReadingDraft(metric_id=1, team_id=3, date=TODAY, value=1), "csat,,East,2026-11-23,1,,"
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", READINGS)
def test_what_recording_refuses_a_line_of_readings_is_refused_for(
    full: DatabaseFile, tmp_path: Path, rule: str
) -> None:
    draft, line = READINGS[rule]
    before = content(full)
    sentence = refused_when_edited(lambda db: record(db, LEADER, [draft], today=TODAY), full)
    file = tmp_path / "readings.csv"
    file.write_text(f"metric,person,team,date,value,numerator,denominator\n{line}\n", "utf-8")
    report = bring_in(full, LEADER, file, today=TODAY)
    assert [(rejected.line, rejected.reason) for rejected in report.rejected] == [(2, sentence)]
    assert content(full) == before
