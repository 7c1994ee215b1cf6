"""Activities of a strategy as they are typed: behind each `@` a day or a team."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpitui.domain.fields import FieldReader
from kpitui.domain.naming import Names
from kpitui.domain.records.activity import Activity, require_activity
from kpitui.domain.records.team import Team
from kpitui.domain.text import NAME_LIMIT, clean
from kpitui.domain.writing import WRITING, Writing

_MARK = re.compile(r"\s@\s*")


def typed_activities(
    activities: Iterable[Activity], names: Mapping[int, str], writing: Writing = WRITING
) -> str:
    """Activities as they are typed; `names` are those of the teams."""
    return "; ".join(_typed(activity, names, writing) for activity in activities)


def _typed(one: Activity, names: Mapping[int, str], writing: Writing) -> str:
    days = [writing.day(day) for day in (one.starts_on, one.ends_on) if day is not None]
    teams = [names[team_id] for team_id in one.team_ids if team_id in names]
    return " @".join([one.text, *days, *teams])


def read_activities(
    reader: FieldReader, teams: Sequence[Team], kept: Sequence[Activity] = ()
) -> tuple[Activity, ...]:
    """What was typed: activities apart by `;`, each with the day it starts, the first day without
    it, and its teams. One of the `kept` that was not touched stays, whatever its words.

    Errors are left with the reader.
    """
    names = {team.id: team.name for team in teams}
    untouched = {_typed(activity, names, reader.writing): activity for activity in kept}

    def read(text: str) -> tuple[Activity, ...]:
        parts = [part.strip() for part in text.split(";")]
        return tuple(untouched.get(part) or _read(part, reader, teams) for part in parts if part)

    nothing: tuple[Activity, ...] = ()
    return reader.read("activities", read, nothing)


def _read(text: str, reader: FieldReader, teams: Sequence[Team]) -> Activity:
    said, *more = _MARK.split(f" {text}")
    if not said.strip():
        raise ValueError("type the activity before its days and teams (@)")
    known = Names(teams)
    days: list[date] = []
    of: list[int] = []
    for part in more:
        team = known.written(part)
        if team is None and (day := _day(part, reader)) is not None:
            days.append(day)
            continue
        team = team or known.meant(part)
        if team is None:
            raise ValueError(f"“{part}” is no day and no team")
        of.append(team.id)
    if len(days) > 2:
        raise ValueError(f"“{said.strip()}” has more than a first and a last day")
    found = Activity(
        text=clean(said, NAME_LIMIT), starts_on=days[0] if days else None,
        ends_on=days[1] if len(days) > 1 else None, team_ids=tuple(dict.fromkeys(of)),
    )  # fmt: skip
    require_activity(found, {team.id: team for team in teams})
    return found


def _day(text: str, reader: FieldReader) -> date | None:
    try:
        return reader.writing.read_day(text, reader.today, future=True)
    except ValueError:
        return None
