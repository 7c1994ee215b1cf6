"""The notes of readings as they are kept."""

from datetime import date

from kpitui.storage.driver import Database
from kpitui.storage.records import rows


def latest_notes(db: Database, metric_id: int, since: date, until: date, limit: int) -> list[tuple[date, str, str]]:
    """Day, whom it is of, and text of the newest notes of a metric's readings."""
    found = rows(
        db,
        "SELECT readings.date, coalesce(people.name, teams.name, '') AS subject, note FROM readings "
        "LEFT JOIN people ON people.id = person_id LEFT JOIN teams ON teams.id = readings.team_id "
        "WHERE metric_id = :metric AND date BETWEEN :since AND :until AND note IS NOT NULL AND state = 'kept' "
        "ORDER BY date DESC, readings.id DESC LIMIT :limit",
        {"metric": metric_id, "since": since.isoformat(), "until": until.isoformat(), "limit": limit},
    )
    return [(date.fromisoformat(row["date"]), row["subject"], row["note"]) for row in found]
