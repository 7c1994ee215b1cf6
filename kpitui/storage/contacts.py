"""Lists of contacts as they are kept, to draw from what is scored."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from kpitui.domain.records.contact import Contact
from kpitui.domain.text import storable
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert, listed

_BEFORE = timedelta(days=62)
"""An evaluation may be dated so long before the day that the list has for its contact."""


def contacts_to_score(
    db: Database, person_ids: Iterable[int], since: date, until: date
) -> dict[int, list[Contact]]:
    """The contacts of some people between two days, both counted in, that no one scored yet, not in
    a calibration either; by person.
    """
    ids = listed(person_ids)
    sql = (
        "SELECT id, reference, person_id, date, channel, version FROM contacts "
        f"WHERE person_id IN {ids} AND date BETWEEN ? AND ?"
    )
    # A month has thousands: they are no rows by name first.
    contacts = db.execute(sql, [since.isoformat(), until.isoformat()]).fetchall()
    scored = _scored(db, ids, since) if contacts else set()
    found: dict[int, list[Contact]] = defaultdict(list)
    for number, reference, person_id, day, channel, version in contacts:
        if (person_id, reference.casefold()) not in scored:
            found[person_id].append(
                Contact(
                    id=number, reference=reference, person_id=person_id,
                    date=date.fromisoformat(day), channel=channel, version=version,
                )
            )  # fmt: skip
    return dict(found)


def _scored(db: Database, ids: str, since: date) -> set[tuple[int, str]]:
    """What was scored of some people, by person and reference however that is written."""
    sql = (
        f"SELECT person_id, reference FROM {{}} WHERE person_id IN {ids} AND date >= ? "
        "AND reference <> ''"
    )
    found = set()
    for table in ("evaluations", "calibrations"):
        cursor = db.execute(sql.format(table), [(since - _BEFORE).isoformat()])
        found |= {(person_id, reference.casefold()) for person_id, reference in cursor.fetchall()}
    return found


def seed_of_file(db: Database) -> str:
    """What tells a file from others, wherever it lies: its first change."""
    row = db.execute("SELECT uuid FROM deeds ORDER BY id LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def known_contacts(db: Database) -> set[tuple[str, int]]:
    """Every contact that is kept, by reference and person."""
    return {*map(tuple, db.execute("SELECT reference, person_id FROM contacts").fetchall())}


def insert_contacts(db: Database, contacts: Iterable[Contact]) -> None:
    """Add contacts that are not there yet."""
    found = [_row(contact) for contact in contacts]
    if not found:
        return
    first = insert(db, "contacts", found[0])
    for place, row in enumerate(found[1:], first + 1):
        row["id"] = place  # ids go up one by one while the file is held
    db.executemany(
        "INSERT INTO main.contacts (id, reference, person_id, date, channel) "
        "VALUES (:id, :reference, :person_id, :date, :channel)",
        found[1:],
    )


def _row(one: Contact) -> Row:
    return {
        "reference": storable(one.reference), "person_id": one.person_id,
        "date": one.date.isoformat(), "channel": storable(one.channel),
    }  # fmt: skip


def drop_before(db: Database, day: date) -> int:
    """Take away the contacts before a day; how many."""
    old = "DELETE FROM main.contacts WHERE id IN (SELECT id FROM contacts WHERE date < ?)"
    return int(db.execute(old, [day.isoformat()]).rowcount)
