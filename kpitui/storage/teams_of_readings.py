"""The readings of someone count for the team that they were in on the day; where it is said later
that this was another one, they go along.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kpitui.storage.bulk import one_by_one
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_rows, from_json
from kpitui.storage.teams_below import FAR

LONG_AGO = "0001-01-01"

Memberships = Sequence[Row]


def memberships_of(db: Database, person_id: int) -> Memberships:
    """In which teams someone was, oldest first."""
    return find_rows(db, "memberships", {"person_id": person_id}, "starts_on")


def months_that_change(db: Database, person_id: int, before: Memberships) -> set[str]:
    """The months with readings of someone that count for another team than with the memberships of
    before.
    """
    sql = f"SELECT DISTINCT substr(date, 1, 7) FROM readings WHERE {_OF_SPAN}"
    spans = _spans(person_id, before, memberships_of(db, person_id))
    return {month for span in spans for (month,) in db.execute(sql, span).fetchall()}


def take_along(db: Database, person_id: int, before: Memberships) -> None:
    """Have the readings of someone count for the teams that they are in now, where these were
    others; each has its row in the history.
    """
    sql = f"UPDATE main.readings SET team_id = :new, version = version + 1 WHERE {_OF_SPAN}"
    aside = f"UPDATE main.undone_readings SET team_id = :new WHERE {_OF_SPAN}"
    with one_by_one(db):
        for span in _spans(person_id, before, memberships_of(db, person_id)):
            db.execute(sql, span)
            db.execute(aside, span)


_OF_SPAN = "person_id = :person AND date >= :first AND date < :stop AND team_id IS :old"


def _spans(person_id: int, before: Memberships, after: Memberships) -> Iterator[Row]:
    """The times at which someone is in another team than before."""
    edges = {row[day] or FAR for row in (*before, *after) for day in ("starts_on", "ends_on")}
    for first, stop in pairwise(sorted({LONG_AGO, *edges, FAR})):
        old, new = _team_on(before, first), _team_on(after, first)
        if old != new:
            yield {"person": person_id, "first": first, "stop": stop, "old": old, "new": new}


def _team_on(memberships: Memberships, day: str) -> int | None:
    held = [
        membership
        for membership in memberships
        if membership["starts_on"] <= day < (membership["ends_on"] or FAR)
    ]
    return held[-1]["team_id"] if held else None


def went_along(change: Row) -> bool:
    """Whether a change is that of a reading which went along with who it is of."""
    if change["table_name"] != "readings" or change["kind"] != "update":
        return False
    before, after = from_json(change["before"]), from_json(change["after"])
    return {column for column in after if before.get(column) != after[column]} == {
        "team_id",
        "version",
    }
