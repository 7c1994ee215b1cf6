"""The activities of a strategy in their column of JSON: a text each, as files always had them, or
an object where days or teams are known.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import ValidationError, convert, to_builtins

from kpitui.domain.records.activity import Activity
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, from_json, rows


def activities_in_json(activities: Iterable[Activity]) -> str:
    """Activities as their column holds them."""
    kept = [activity.text if activity.plain else to_builtins(activity) for activity in activities]
    return json.dumps(kept, ensure_ascii=False)


def activities_in(text: str) -> tuple[Activity, ...]:
    """The activities of a column; what another program wrote there is a text."""
    try:
        kept = from_json(text)
    except ValueError:
        kept = text
    return tuple(_activity(one) for one in (kept if isinstance(kept, list) else [kept]))


def _activity(kept: Any) -> Activity:
    if isinstance(kept, dict):
        try:
            return convert(kept, Activity)
        except ValidationError:
            return Activity(text=str(kept.get("text", kept)))
    return Activity(text=str(kept))


def with_days_moved(text: str, moved: Callable[[date], date]) -> str:
    """A column of activities with every day of them moved."""
    from msgspec.structs import replace  # for samples only

    return activities_in_json(
        replace(
            activity,
            starts_on=moved(activity.starts_on) if activity.starts_on else None,
            ends_on=moved(activity.ends_on) if activity.ends_on else None,
        )
        for activity in activities_in(text)
    )


def strategies_in_team(db: Database, team_id: int) -> list[Row]:
    """The strategies with an activity that names a team."""
    return rows(
        db,
        "SELECT * FROM strategies WHERE EXISTS (SELECT 1 FROM json_tree(activities) AS place "
        "WHERE place.path LIKE '$[%].teams' AND place.value = :team) ORDER BY id",
        {"team": team_id},
    )


def missing_teams(db: Database) -> Iterator[tuple[str, int]]:
    """The title of each strategy with an activity that names a team which is not there, and the id
    that it names.
    """
    there = {row["id"] for row in rows(db, "SELECT id FROM teams")}
    for row in rows(db, "SELECT title, activities FROM strategies ORDER BY id"):
        for activity in activities_in(row["activities"]):
            yield from ((row["title"], team) for team in activity.team_ids if team not in there)
