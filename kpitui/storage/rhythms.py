"""How often roles are coached, and when people were coached last, as it is kept."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.coaching_rhythm import RoleRhythm
from kpitui.storage.coaching import COUNTS
from kpitui.storage.driver import Database
from kpitui.storage.records import find_row, insert, listed, record_of, rows, update
from kpitui.storage.within import people_within


def load_rhythms(db: Database) -> list[RoleRhythm]:
    """Every rhythm that a role ever had, oldest first."""
    found = rows(db, "SELECT * FROM rhythms ORDER BY starts_on, id")
    return [record_of(RoleRhythm, row) for row in found]


def keep_rhythm(db: Database, role_id: int, days: int, starts_on: date) -> None:
    """Have a role be coached every so many days from a day on."""
    day = starts_on.isoformat()
    held = find_row(db, "rhythms", {"role_id": role_id, "starts_on": day})
    if held is not None:
        update(db, "rhythms", held["id"], held["version"], {"days": days})
    else:
        insert(db, "rhythms", {"role_id": role_id, "days": days, "starts_on": day})


class LastCoached(Struct, frozen=True):
    """Someone who is here, with their role and team of a day, and when they were coached last."""

    person_id: int
    name: str
    first_day: date
    role_id: int | None
    team_id: int | None
    last_on: date | None

    @property
    def begins_on(self) -> date:
        """The day that a rhythm counts from."""
        return self.first_day if self.last_on is None else max(self.last_on, self.first_day)


def load_last_coached(
    db: Database, day: date, only: Iterable[int] | None = None, *, away: bool = False
) -> list[LastCoached]:
    """Everyone whose sessions are seen, or those of some ids, who is here on a day, and without
    `away` not away.
    """
    if (seen := people_within(db)) is not None:
        only = seen if only is None else seen.intersection(only)
    # One step into the index a person: grouping would look through every session of years.
    live = "{0}.starts_on <= :day AND ({0}.ends_on IS NULL OR {0}.ends_on > :day)"
    sql = (
        "SELECT people.id, people.name, people.starts_on, role_id, team_id, (SELECT date "
        "FROM sessions WHERE sessions.person_id = people.id AND date <= :day "
        f"AND {COUNTS} ORDER BY date DESC LIMIT 1) FROM people LEFT JOIN memberships "
        f"ON memberships.person_id = people.id AND {live.format('memberships')} "
        f"WHERE {live.format('people')} AND (forgotten_on IS NULL OR forgotten_on > :day)"
    )
    if not away:
        of_day = f"SELECT person_id FROM absences WHERE {live.format('absences')}"
        sql += f" AND people.id NOT IN ({of_day})"
    if only is not None:
        sql += f" AND people.id IN {listed(only)}"
    found = db.execute(sql, {"day": day.isoformat()}).fetchall()
    return [
        LastCoached(
            id_, name, date.fromisoformat(first), role_id, team_id,
            date.fromisoformat(last) if last else None,
        )
        for id_, name, first, role_id, team_id, last in found
    ]  # fmt: skip


def last_coached_on(
    db: Database, person_ids: Iterable[int], day: date
) -> dict[tuple[int, int], date]:
    """The day on which each of some people was coached last on each metric, up to a day."""
    sql = (
        "SELECT person_id, metric_id, max(date) FROM sessions JOIN session_metrics "
        f"ON session_metrics.session_id = sessions.id WHERE person_id IN {listed(person_ids)} "
        f"AND date <= :day AND {COUNTS} GROUP BY person_id, metric_id"
    )
    found = db.execute(sql, {"day": day.isoformat()}).fetchall()
    return {(person, metric): date.fromisoformat(last) for person, metric, last in found}
