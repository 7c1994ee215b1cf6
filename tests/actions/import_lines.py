"""Lines of a file brought in, and what the database holds of them afterwards."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from kpitui.actions.import_readings import import_readings
from kpitui.actions.import_report import ImportReport
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.import_rows import ImportRow, NoValue, Rejected
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows
from kpitui.views.catalogue import load_catalogue
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY

DAY = date(2026, 11, 2)


def row(metric: str = "csat", value: float | None = 90.0, **more: Any) -> ImportRow:
    found: dict[str, Any] = {"line": 2, "date": DAY, "metric": metric, "value": value}
    return ImportRow(**(found | more))


def lines(found: Iterable[ImportRow]) -> list[ImportRow]:
    return [replace(one, line=place + 2) for place, one in enumerate(found)]


def take(
    database: DatabaseFile, found: Iterable[ImportRow | Rejected | NoValue], **options: Any
) -> ImportReport:
    given_answers = {
        key: options.pop(key) for key in ImportAnswers.__struct_fields__ if key in options
    }
    answers = ImportAnswers(**{"no_person": "keep"} | given_answers)
    options = {"create": True} | options
    return import_readings(
        database, LEADER, found, metrics={}, answers=answers, catalogue=load_catalogue,
        source="in.csv", today=TODAY, **options,
    )  # fmt: skip


def kept(database: DatabaseFile) -> list[tuple[Any, ...]]:
    names = ("metric", "person", "team", "date", "value", "n", "numerator", "denominator")
    return [tuple(one[name] for name in names) for one in readings_for_export(database)]


def numbers(database: DatabaseFile) -> list[Any]:
    return [one[4] if one[6] is None else one[6:] for one in kept(database)]


def metric(database: DatabaseFile, name: str) -> Any:
    with reading(database) as db:
        return next(one for one in load_metrics(db) if one.name == name)


def memberships(database: DatabaseFile, name: str) -> list[tuple[str, str, str | None]]:
    with reading(database) as db:
        found = rows(
            db,
            "SELECT teams.name AS team, memberships.starts_on, memberships.ends_on "
            "FROM memberships JOIN people ON people.id = person_id "
            "JOIN teams ON teams.id = team_id "
            "WHERE people.name = :name ORDER BY memberships.starts_on",
            {"name": name},
        )
    return [tuple(one.values()) for one in found]


def days(count: int, apart: int = 1) -> list[date]:
    return [DAY - timedelta(days=apart * place) for place in range(count)]


def made(database: DatabaseFile) -> dict[str, list[str]]:
    """What is in the file besides readings, by what it is called."""
    with reading(database) as db:
        found = {
            table: [str(one["name"]) for one in rows(db, f"SELECT name FROM {table} ORDER BY id")]
            for table in ("metrics", "people", "teams")
        }
        spans = rows(db, "SELECT person_id, team_id, starts_on, ends_on FROM memberships")
    return found | {"memberships": [str(span) for span in spans]}
