"""Teams in teams: the place of each team below another, from a day to a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kpitui.domain.records.dated import is_over
from kpitui.domain.records.team import TeamPlace
from kpitui.domain.team_tree import TeamTree, path_in
from kpitui.storage.driver import Database
from kpitui.storage.past import known_rows
from kpitui.storage.records import Values, delete, find_rows, has_rows, insert, record_of, update
from kpitui.storage.teams_below import stop_after, teams_below

TEAM_PLACES = "team_parents"
Spans = Mapping[int, Sequence[tuple[date, date]]]
"""First and last day, both counted in, of each time that a team is below another, by its id."""

_UNDER = f"""
{teams_below("SELECT :team, :first, :stop")} SELECT team_id, first, stop FROM under
ORDER BY team_id, first
"""


def load_team_places(db: Database, *, known_on: date | None = None) -> list[TeamPlace]:
    """Every place of a team, those of one team oldest first; as they were known at the end of a
    day, or are now.
    """
    found = known_rows(db, TEAM_PLACES, known_on, "team_id, starts_on")
    return [record_of(TeamPlace, row) for row in found]


def load_team_tree(db: Database, *, known_on: date | None = None) -> TeamTree:
    """Which team is below which over time; as it was known at the end of a day, or is now."""
    return TeamTree(load_team_places(db, known_on=known_on))


def teams_under(db: Database, team_id: int, day: date) -> tuple[int, ...]:
    """The ids of a team and of every team below it on a day."""
    return tuple(spans_under(db, team_id, day, day))


def spans_under(db: Database, team_id: int, since: date, until: date) -> Spans:
    """A team and every team below it between two days, both counted in, with the times that each is
    there; those of one team lie apart.
    """
    within: Values = {"team": team_id, "first": since.isoformat(), "stop": stop_after(until)}
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for team, first, stops in db.execute(_UNDER, within).fetchall():
        begins = date.fromisoformat(first)
        ends = date.fromisoformat(stops) - timedelta(days=1)
        spans = found[team]
        if spans and begins <= spans[-1][1] + timedelta(days=1):
            spans[-1] = spans[-1][0], max(ends, spans[-1][1])
        else:
            spans.append((begins, ends))
    return found


def path_of(db: Database, team_id: int, day: date) -> str:
    """A team with those above it on a day, the topmost first."""
    return path_in(team_names(db), load_team_tree(db), team_id, day)


def counts_for_others(db: Database, team_id: int) -> bool:
    """Whether anything was read of a team, or another was ever below it."""
    read = (
        "SELECT 1 FROM metrics CROSS JOIN day_summaries "
        "ON metric_id = metrics.id AND team_id = ? LIMIT 1"
    )
    found = db.execute(read, [team_id]).fetchone()
    return found is not None or has_rows(db, TEAM_PLACES, {"parent_id": team_id})


def team_names(db: Database) -> dict[int, str]:
    """The names of all teams by their ids."""
    return dict(db.execute("SELECT id, name FROM teams").fetchall())


def teams_placed_under(db: Database, parent_id: int, on: date) -> set[int]:
    """The ids of the teams that have a place right below a team on a day or later."""
    places = find_rows(db, TEAM_PLACES, {"parent_id": parent_id})
    day = on.isoformat()
    return {
        place["team_id"] for place in places if place["ends_on"] is None or place["ends_on"] > day
    }


def places_of(db: Database, team_id: int) -> list[TeamPlace]:
    """The places of one team, oldest first."""
    found = find_rows(db, TEAM_PLACES, {"team_id": team_id}, "starts_on")
    return [record_of(TeamPlace, row) for row in found]


def put_under(db: Database, team_id: int, parent_id: int | None, on: date) -> None:
    """Put a team under another from a day on, or without one at the top; from that day on no other
    place of it is there.
    """
    day = on.isoformat()
    held = next(
        (place for place in reversed(places_of(db, team_id)) if place.starts_on <= on), None
    )
    if held is not None and held.starts_on == on:
        if parent_id is None:
            delete(db, TEAM_PLACES, held.id)
        else:
            now = {"parent_id": parent_id, "ends_on": None}
            update(db, TEAM_PLACES, held.id, held.version, now)
        return
    if held is not None and not is_over(held, on):
        update(db, TEAM_PLACES, held.id, held.version, {"ends_on": day})
    if parent_id is not None:
        insert(db, TEAM_PLACES, {"team_id": team_id, "parent_id": parent_id, "starts_on": day})
