"""Which evaluations coaching sessions talk about, and what an evaluation of a person is called."""

from collections.abc import Collection, Iterable

from kpitui.storage.driver import Database
from kpitui.storage.records import Row, delete, find_rows, insert, listed, rows

_NAME = "coalesce(nullif({0}.reference, ''), {0}.date)"
_NTH = (
    "(SELECT count(*) FROM evaluations AS same WHERE same.person_id = evaluations.person_id "
    f"AND {_NAME.format('same')} = {_NAME.format('evaluations')} "
    "AND same.calibration_id IS NULL AND same.id <= evaluations.id)"
)
CONTACT = f"{_NAME.format('evaluations')} || coalesce(' #' || nullif({_NTH}, 1), '')"
"""What an evaluation of a person is called, whatever its id: its reference, or its day, and of
several of the same which.
"""


def contacts_named(db: Database, person_id: int) -> dict[str, int]:
    """The evaluations of a person by what they are called, newest first; calibrations are left
    out.
    """
    name = _NAME.format("evaluations")
    found = rows(
        db,
        f"SELECT id, {name} AS name, row_number() OVER (PARTITION BY {name} ORDER BY id) AS nth "
        "FROM evaluations WHERE person_id = :id AND calibration_id IS NULL "
        "ORDER BY date DESC, id DESC",
        {"id": person_id},
    )  # the same as CONTACT, of all of them at once
    return {
        row["name"] if row["nth"] == 1 else f"{row['name']} #{row['nth']}": row["id"]
        for row in found
    }


def load_talked_about(db: Database, evaluation_ids: Collection[int]) -> list[Row]:
    """Evaluations that sessions talk about: `id`, `name`, `date`, `score` and `metric_id`."""
    return rows(
        db,
        f"SELECT evaluations.id, {CONTACT} AS name, date, score, metric_id FROM evaluations "
        "JOIN sheet_versions ON sheet_versions.id = sheet_version_id "
        f"JOIN sheets ON sheets.id = sheet_id WHERE evaluations.id IN {listed(evaluation_ids)}",
    )


def talk_about(db: Database, session_id: int, evaluation_ids: Iterable[int]) -> None:
    """Have a session talk about these evaluations; those that it talked about already stay as they
    are.
    """
    wanted = [*dict.fromkeys(evaluation_ids)]
    there = find_rows(db, "session_evaluations", {"session_id": session_id})
    for row in there:
        if row["evaluation_id"] not in wanted:
            delete(db, "session_evaluations", row["id"])
    known = {row["evaluation_id"] for row in there}
    for one in wanted:
        if one not in known:
            insert(db, "session_evaluations", {"session_id": session_id, "evaluation_id": one})
