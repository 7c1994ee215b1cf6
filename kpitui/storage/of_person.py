"""What the file holds of one person: by what names it knows them, and which rows are theirs."""

from collections.abc import Container, Sequence

from kpitui.domain.records.person import Person
from kpitui.storage.driver import Database
from kpitui.storage.personal import HELD, owned, rows_of_person
from kpitui.storage.records import Row, record_of, rows


def names_of(db: Database, person_id: int) -> tuple[str, ...]:
    """Every name that the file has for a person: their own, those of before, and their accounts.

    A name of before that is someone else's now, or of their account, is left to them.
    """
    found = rows(
        db,
        "SELECT name FROM people WHERE id = :id UNION SELECT value FROM changes, "
        "json_each(json_array(before ->> 'name', after ->> 'name')) "
        "WHERE table_name = 'people' AND record_id = :id AND value IS NOT NULL "
        "AND value NOT IN (SELECT name FROM people WHERE id <> :id) "
        "UNION SELECT name FROM accounts WHERE person_id = :id "
        "UNION SELECT after ->> 'name' FROM changes WHERE table_name = 'accounts' "
        "AND after ->> 'person_id' = :id AND after ->> 'name' NOT IN "
        "(SELECT name FROM accounts WHERE person_id IS NOT NULL AND person_id <> :id)",
        {"id": person_id},
    )
    return tuple(dict.fromkeys(str(row["name"]) for row in found if row["name"]))


def texts_with_others(db: Database, person_id: int) -> set[str]:
    """The texts of a person's sessions that others were in too, each with a copy of their own."""
    together = (
        "SELECT id FROM sessions WHERE person_id = :id AND (together_id IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM sessions AS other WHERE other.together_id = sessions.id))"
    )
    found: set[str] = set()
    for table, key in (("sessions", "id"), ("actions", "session_id")):
        columns = ", ".join(HELD[table].about)
        sql = f"SELECT {columns} FROM {table} WHERE {key} IN ({together})"
        found.update(text for row in db.execute(sql, {"id": person_id}) for text in row if text)
    return found


def codes_of(db: Database, person_id: int) -> tuple[str, ...]:
    """Every code that someone has or had."""
    found = rows(
        db,
        "SELECT DISTINCT value AS code FROM changes, "
        "json_each(json_array(before ->> 'code', after ->> 'code')) "
        "WHERE table_name = 'people' AND record_id = :id AND value <> '' "
        "UNION SELECT code FROM people WHERE id = :id AND code IS NOT NULL",
        {"id": person_id},
    )
    return tuple(str(row["code"]) for row in found)


def people_gone(db: Database) -> list[Person]:
    """Everyone who was taken out as a mistake, or whose adding was undone, as the history has them;
    not those whose name someone of the file has now.
    """
    found = rows(
        db,
        "SELECT record_id AS id, coalesce(after, before) ->> 'name' AS name, "
        "coalesce(after, before) ->> 'code' AS code, "
        "coalesce(after, before) ->> 'starts_on' AS starts_on FROM changes WHERE id IN "
        "(SELECT max(id) FROM changes WHERE table_name = 'people' GROUP BY record_id) "
        "AND record_id NOT IN (SELECT id FROM people) AND coalesce(after, before) ->> 'name_key' "
        "NOT IN (SELECT name_key FROM people) ORDER BY record_id",
    )
    return [record_of(Person, row) for row in found]


def kept_of(db: Database, person_id: int) -> dict[str, list[Row]]:
    """Every row that is of a person, by the tables that have any."""
    found = {
        table: rows(
            db, f"SELECT * FROM {table} WHERE {rows_of_person(table)}", {"person": person_id}
        )
        for table, _ in owned()
    }  # fmt: skip
    return {table: there for table, there in found.items() if there}


def named_in(db: Database, names: Sequence[str]) -> dict[str, list[Row]]:
    """Every row of another table, or of someone else, in which one of these names stands as who did
    or owns something.
    """
    found = {}
    marks = _marks(names)
    for table, held in HELD.items():
        if held.history and held.names:
            of = " OR ".join(f"{name} IN ({_listed(marks)})" for name in held.names)
            there = rows(db, f"SELECT * FROM {table} WHERE {of}", marks) if marks else []
            if there:
                found[table] = there
    return found


def history_of(
    db: Database, names: Sequence[str], records: Container[tuple[str, int]]
) -> list[Row]:
    """The changes of some records, by table and id, and those that one of these names made; who,
    when and why with each, oldest first.
    """
    sql = (
        "SELECT changes.*, deeds.at AS deed_at, coalesce(deeds.by, 'another program') AS by, "
        "coalesce(deeds.action, 'change') AS action, coalesce(deeds.why, '') AS why "
        "FROM changes LEFT JOIN deeds ON deeds.id = deed_id ORDER BY changes.id"
    )
    return [
        row
        for row in rows(db, sql)
        if (row["table_name"], row["record_id"]) in records or row["by"] in names
    ]


def everyone_known(db: Database) -> list[str]:
    """The names of everyone who may have typed something into a draft."""
    found = rows(db, "SELECT name FROM accounts UNION SELECT by FROM deeds")
    return [str(row["name"]) for row in found]


def names_in_file(db: Database) -> set[str]:
    """Every name and code of a person or an account that stands in the file, also those of people
    who were taken out.
    """
    found = {
        str(name)
        for table, held in HELD.items()
        for column in held.names
        for (name,) in db.execute(f"SELECT DISTINCT {column} FROM {table}")
        if name
    }
    people = "SELECT name, code FROM people UNION SELECT name, code FROM ({})"
    before = (
        "SELECT after ->> 'name' AS name, after ->> 'code' AS code FROM changes "
        "WHERE table_name = 'people' AND after IS NOT NULL"
    )
    for row in db.execute(people.format(before)):
        found |= {str(one) for one in row if one}
    return found


def months_locked_by(db: Database, names: Sequence[str]) -> list[str]:
    """The months that one of these names locked, and that are locked still."""
    marks = _marks(names)
    found = rows(
        db,
        "SELECT month FROM closed_periods JOIN changes ON table_name = 'closed_periods' "
        "AND record_id = closed_periods.id AND kind = 'insert' JOIN deeds ON deeds.id = deed_id "
        f"WHERE deeds.by IN ({_listed(marks)}) ORDER BY month",
        marks,
    )
    return [str(row["month"]) for row in found]


def open_calibration_of(db: Database, person_id: int, names: Sequence[str]) -> int | None:
    """An open calibration of a call of theirs, or one they opened or scored in; None for none."""
    marks = _marks(names)
    found = rows(
        db,
        "SELECT id FROM calibrations WHERE closed_on IS NULL AND (person_id = :person "
        f"OR opened_by IN ({_listed(marks)}) OR id IN (SELECT calibration_id FROM evaluations "
        f"WHERE evaluator IN ({_listed(marks)}))) ORDER BY id LIMIT 1",
        {"person": person_id, **marks},
    )
    return int(found[0]["id"]) if found else None


def _marks(names: Sequence[str]) -> dict[str, str]:
    return {f"name{at}": name for at, name in enumerate(names)}


def _listed(marks: dict[str, str]) -> str:
    return ", ".join(f":{mark}" for mark in marks)
