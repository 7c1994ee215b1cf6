"""Annotations and the notes of readings as they are kept."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from kpitui.storage.records import rows


@dataclass(frozen=True, slots=True)
class Annotation:
    """A dated event on a metric or a strategy."""

    date: date
    text: str
    new_limits: bool


def load_annotations(db: Database, metric_id: int, strategy_id: int | None, until: date) -> list[Annotation]:
    """The events of a metric and of the strategy it serves, oldest first."""
    found = rows(
        db,
        "SELECT date, text, new_limits FROM annotations "
        "WHERE (metric_id = :metric OR strategy_id = :strategy) AND date <= :until ORDER BY date, id",
        {"metric": metric_id, "strategy": strategy_id, "until": until.isoformat()},
    )
    return [Annotation(date.fromisoformat(row["date"]), row["text"], bool(row["new_limits"])) for row in found]


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
