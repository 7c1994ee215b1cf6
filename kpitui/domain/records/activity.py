"""Activities: what people do for a strategy, such as a training; since when, and in which teams."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from kpitui.domain.event_scope import require_there
from kpitui.domain.records.team import Team


class Activity(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"team_ids": "teams"}):
    """One activity of a strategy: from `starts_on` up to, not including, `ends_on`, each None where
    no one said; of some teams, or of everyone.
    """

    text: str
    starts_on: date | None = None
    ends_on: date | None = None
    team_ids: tuple[int, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether nothing but its text is known."""
        return self == Activity(text=self.text)

    def begun_by(self, day: date) -> bool:
        """Whether it had started by a day; one without dates never did."""
        return self.starts_on is not None and self.starts_on <= day


def activity_said(
    one: Activity, names: Mapping[int, str], day: Callable[[date], str] = date.isoformat
) -> str:
    """An activity with its days and the `names` of its teams: “Role-play · since 2026-08-12 ·
    Orders”.
    """
    when = ""
    if one.starts_on is not None:
        first = day(one.starts_on)
        when = f"{first} to {day(one.ends_on)}" if one.ends_on else f"since {first}"
    teams = ", ".join(names[team] for team in one.team_ids if team in names)
    return " · ".join(part for part in (one.text, when, teams) if part)


def require_activity(one: Activity, teams: Mapping[int, Team]) -> None:
    """Nothing where its dates are in order and its teams are there when it starts; raises
    ValueError otherwise.
    """
    if one.ends_on is not None and (one.starts_on is None or one.ends_on <= one.starts_on):
        raise ValueError(f"“{one.text}” ends before it starts")
    if one.starts_on is not None:
        for team_id in one.team_ids:
            require_there(teams.get(team_id), one.starts_on)
