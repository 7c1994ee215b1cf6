"""What a connection that is narrowed to an account is asked besides: who it writes of, and what
there is of everyone.
"""

import re
from typing import Any, cast

from kpitui.domain.errors import BadData, KpituiError, Refused, nothing_saved
from kpitui.domain.within import Within, gone_or_outside
from kpitui.storage.driver import Database
from kpitui.storage.scope import Scope, remembered


def within(db: Database) -> Within | None:
    """Who the account writes of; None where of everyone."""
    if not of_some_teams(db):
        return None
    return Within(_ids(db, "scope_people"), _ids(db, "scope_teams"), _known(db))


def _known(db: Database) -> dict[int, str]:
    return dict(
        db.execute(
            "SELECT id, name FROM main.people WHERE id IN (SELECT id FROM temp.scope_known) "
            "AND id NOT IN (SELECT id FROM temp.scope_people)"
        ).fetchall()
    )


def gone(db: Database, what: str = "That") -> KpituiError:
    """That what was to be changed is not there, to be raised; who writes of some teams alone is not
    told whether it is someone else's.
    """
    if not of_some_teams(db):
        return nothing_saved(BadData(f"{what} was removed from the file."))
    return nothing_saved(Refused(gone_or_outside(what)))


def _ids(db: Database, table: str) -> frozenset[int]:
    return frozenset(row[0] for row in db.execute(f"SELECT id FROM temp.{table}").fetchall())


def of_some_teams(db: Database) -> bool:
    """Whether the account sees the people of some teams alone."""
    return (remembered(db) or "").startswith(_TEAMS_ONLY)


_TEAMS_ONLY = Scope(teams_only=True).mark[:-2]


def people_within(db: Database) -> frozenset[int] | None:
    """The people whose figures the account sees; None where it sees those of everyone."""
    return _ids(db, "scope_people") if of_some_teams(db) else None


def own_team(db: Database, team_id: int) -> bool:
    """Whether a team is one that the account is for, or below one."""
    found = db.execute("SELECT 1 FROM temp.scope_teams WHERE id = ?", [team_id])
    return found.fetchone() is not None


class _Whole:
    """A narrowed connection that reads the tables themselves."""

    def __init__(self, db: Database) -> None:
        self._db = db
        found = db.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view'").fetchall()
        names = "|".join(name for (name,) in found)
        self._narrowed = re.compile(rf"\b(FROM|JOIN)\s+({names})\b")
        self._known: dict[str, str] = {}

    def execute(self, sql: str, values: Any = ()) -> Any:
        """As of the connection."""
        found = self._known.get(sql)
        if found is None:
            found = self._known[sql] = self._narrowed.sub(r"\1 main.\2", sql)
        return self._db.execute(found, values)


def whole_of(db: Database) -> Database:
    """The same connection, which sees what there is of everyone: only for figures of a group, in
    which no one can be told from others.
    """
    return db if remembered(db) is None else cast("Database", _Whole(db))


def sees_words(db: Database) -> bool:
    """Whether the account sees what was said to anyone."""
    mark = remembered(db)
    return mark is None or not mark.endswith("1")


def sees_words_of_others(db: Database) -> bool:
    """Whether the account sees what was said to more people than its own."""
    mark = remembered(db)
    return mark is None or mark.endswith("00")


def sees_words_about(db: Database, person_id: int) -> bool:
    """Whether the account sees what was said to someone, and so whether anything was."""
    people = people_within(db)
    return sees_words(db) and (people is None or person_id in people)


def is_member(db: Database) -> bool:
    """Whether the account sees what was said to its own person alone."""
    return (remembered(db) or "").endswith("10")
