"""The times at which a team had too few people to be shown to an account that does not see all of
them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kpitui.domain.within import few_not_shown, is_small
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.rules import fewest_in_group
from kpitui.storage.teams import Spans
from kpitui.storage.teams_below import FAR
from kpitui.storage.within import own_team, people_within, whole_of

Times = Sequence[tuple[str, str]]
"""Times from a day on, and up to before another."""

LONG_AGO = "0001-01-01"


def times_not_shown(
    db: Database, team_id: int, under: Spans | None, *, of_no_one: bool = True
) -> Times:
    """When a team, with those below it and the times these are there, has too few people for an
    account that does not see all of them; with `of_no_one` also when it has none, as there may be
    readings of such days.
    """
    seen = people_within(db)
    if seen is None or own_team(db, team_id):
        return ()
    here, others = Counter[str](), Counter[str]()
    for person_id, first, stop in _who_was_there(db, team_id, under):
        for each in (here, *([] if person_id in seen else [others])):
            each[first] += 1
            each[stop] -= 1
    fewest = fewest_in_group(db)

    def hidden(people: int, outside: int) -> bool:
        return (of_no_one and not people) or (outside > 0 and is_small(people, fewest))

    return _times(here, others, hidden)


def small_teams(db: Database, of_team: Mapping[int, int]) -> dict[int, str]:
    """Why nothing is shown of the teams that have too few of some people, by the team of each."""
    seen = people_within(db)
    if seen is None:
        return {}
    here = Counter(of_team.values())
    others = {team for person_id, team in of_team.items() if person_id not in seen}
    fewest = fewest_in_group(db)
    return {other: few_not_shown(fewest) for other in others if is_small(here[other], fewest)}


def _times(here: Counter[str], others: Counter[str], hidden: Callable[[int, int], bool]) -> Times:
    found: list[tuple[str, str]] = []
    begun = LONG_AGO if hidden(0, 0) else ""
    people = outside = 0
    for day in sorted(here):
        people, outside = people + here[day], outside + others[day]
        if hidden(people, outside):
            begun = begun or day
        elif begun:
            found.append((begun, day))
            begun = ""
    return [*found, (begun, FAR)] if begun else found


def _who_was_there(
    db: Database, team_id: int, under: Spans | None
) -> Sequence[tuple[int, str, str]]:
    """Who was in one of the teams, from which day on, and up to before which."""
    always = [(date.min, date.max)]
    spans = under or {team_id: always}
    rows = whole_of(db).execute(
        "SELECT team_id, person_id, max(held.starts_on, people.starts_on), "
        f"min(coalesce(held.ends_on, '{FAR}'), coalesce(people.ends_on, '{FAR}')) "
        f"FROM memberships AS held JOIN people ON people.id = person_id "
        f"WHERE team_id IN {listed(spans)}"
    )
    return [
        (person_id, begins, ends)
        for team, person_id, first, stop in rows.fetchall()
        for since, until in spans[team]
        for begins, ends in [(max(first, since.isoformat()), min(stop, _day_after(until)))]
        if begins < ends
    ]


def _day_after(day: date) -> str:
    return FAR if day == date.max else date.fromordinal(day.toordinal() + 1).isoformat()
