"""Which person something that is typed and not saved is about, by the key that it is kept by."""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from kpitui.storage.drafts import Typed
from kpitui.storage.driver import Database
from kpitui.storage.personal import person_in_key
from kpitui.storage.records import first_row

_OF_RECORDS = {
    "absence-of": "people",
    "absence": "absences",
    "session": "sessions",
    "follow-up": "sessions",
    "reply": "sessions",
    "correct": "readings",
    "void": "readings",
    "evaluation": "evaluations",
    "calibration": "calibrations",
    "question": "seen_levels",
}
"""How keys begin that are about a record of someone, and its table."""
_KEY = re.compile(rf"({'|'.join(_OF_RECORDS)})-(\d{{1,18}})", re.ASCII)
_ANSWER = re.compile(r"dispute-(\d{1,18})-\d+", re.ASCII)
_DISPUTE = re.compile(r"dispute-(\d{1,18})", re.ASCII)
_DAY = "date"


class Gone(Struct, frozen=True):
    """What is typed about people who were forgotten: what those are called now, by their ids, and
    the keys that it is kept by, also of cells of a grid.
    """

    called: dict[int, str]
    keys: frozenset[str]


def person_of_key(db: Database, key: str) -> int | None:
    """The person that the key of something typed is about, or whose record it is about."""
    if (person := person_in_key(key)) is not None:
        return person
    if found := _KEY.fullmatch(key):
        column = "id" if found[1] == "absence-of" else "person_id"
        sql = f"SELECT {column} AS person FROM {_OF_RECORDS[found[1]]} WHERE id = :id"
    elif found := _ANSWER.fullmatch(key):
        sql = "SELECT person_id AS person FROM evaluations WHERE id = :id"
    elif found := _DISPUTE.fullmatch(key):
        sql = (
            "SELECT person_id AS person FROM disputes JOIN evaluations "
            "ON evaluations.id = evaluation_id WHERE disputes.id = :id"
        )
    else:
        return None
    row = first_row(db, sql, {"id": int(found[found.lastindex or 1])})
    return row["person"] if row else None


def forgotten_in(db: Database, typed: Typed) -> Gone:
    """What of something typed is about people who were forgotten."""
    about = {key: person_of_key(db, key) for part in _parts(typed) for key in part}
    about |= {cell: _person_of_cell(cell) for texts in typed.grids.values() for cell in texts}
    called: dict[int, str] = {}
    for person in {*about.values()} - {None}:
        sql = "SELECT name FROM people WHERE id = :id AND forgotten_on IS NOT NULL"
        if row := first_row(db, sql, {"id": person}):
            assert person is not None
            called[person] = str(row["name"])
    return Gone(called, frozenset(key for key, person in about.items() if person in called))


def take_out_people(db: Database, typed: Typed, people: Collection[int]) -> bool:
    """Keep nothing any more of what is typed about some people; whether there was anything."""
    changed = False
    for part in _parts(typed):
        for key in [subject for subject in part if person_of_key(db, subject) in people]:
            del part[key]
            changed = True
    for grids in (typed.grids, typed.stood):
        for team, texts in [*grids.items()]:
            theirs = [text for text in texts if _person_of_cell(text) in people]
            for cell in theirs:
                del texts[cell]
            if theirs and not texts.keys() - {_DAY}:
                del grids[team]
            changed = changed or bool(theirs)
    for saved in typed.saves.values():
        changed = take_out_people(db, saved, people) or changed
    return changed


def _parts(typed: Typed) -> Iterator[dict[str, object]]:
    parts = (
        typed.cells, typed.days, typed.forms, typed.stood, typed.sessions, typed.evaluations,
    )  # fmt: skip
    yield from parts  # type: ignore[misc]  # only their keys are looked at


def _person_of_cell(cell: str) -> int | None:
    """The person of a cell of a grid, which is kept by the ids of person and metric."""
    person, _, metric = cell.partition(" ")
    return int(person) if person.isdecimal() and metric.isdecimal() else None
