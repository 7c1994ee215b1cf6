"""The notes of readings as they are kept."""

from datetime import date

from kpitui.storage.driver import Database
from kpitui.storage.past import known_rows
from kpitui.storage.records import rows


def latest_notes(
    db: Database,
    metric_id: int,
    since: date,
    until: date,
    limit: int,
    known_on: date | None = None,
) -> list[tuple[date, str, str]]:
    """Day, who it is of by the name of then, and text of the newest notes of a metric's
    readings.
    """
    found = rows(
        db,
        "SELECT date, person_id, team_id, note FROM readings WHERE metric_id = :metric "
        "AND date BETWEEN :since AND :until AND note IS NOT NULL AND state = 'kept' "
        "ORDER BY date DESC, id DESC LIMIT :limit",
        {
            "metric": metric_id,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "limit": limit,
        },
    )
    if not found:
        return []
    people, teams = (
        {
            row["id"]: row["name"]
            for row in known_rows(db, table, known_on, only={one[column] or 0 for one in found})
        }
        for table, column in (("people", "person_id"), ("teams", "team_id"))
    )
    return [
        (
            date.fromisoformat(row["date"]),
            people.get(row["person_id"]) or teams.get(row["team_id"], ""),
            row["note"],
        )
        for row in found
    ]
