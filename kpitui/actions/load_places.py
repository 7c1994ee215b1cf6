"""Loading the teams that the teams of a document are under."""

from collections.abc import Sequence
from datetime import date

from kpitui.actions.loading import Loading
from kpitui.actions.teams import put_team_under
from kpitui.domain.plan_document import UnderPart
from kpitui.domain.plan_parts import oldest_first, require_apart
from kpitui.domain.records.team import TeamPlace
from kpitui.storage.people import load_team
from kpitui.storage.teams import places_of


def load_places(to: Loading, team_id: int, parts: Sequence[UnderPart], *, new: bool) -> list[str]:
    """Put a team, a `new` one or one of the file, under the teams that rows of a document name;
    what was another way, with the day of a place that the document does not date.
    """
    spells = oldest_first(parts)
    require_apart(spells)
    return [said for spell in spells if (said := _place(to, team_id, spell, new=new))]


def _place(to: Loading, team_id: int, part: UnderPart, *, new: bool) -> str:
    team, parent = load_team(to.db, team_id), load_team(to.db, to.team_id(part.team))
    held = places_of(to.db, team_id)
    start = team.starts_on if new else max(to.today, team.starts_on)
    begins = part.starts_on or _begins(parent.id, held, start)
    same = next(
        (place for place in held if (place.starts_on, place.parent_id) == (begins, parent.id)), None
    )
    said = ""
    if same is None and put_team_under(*to.by, team, parent, begins):
        said = "under" if part.starts_on else f"under from {begins} on"
    if part.ends_on is None or (same is not None and part.ends_on == same.ends_on):
        return said
    ended = put_team_under(*to.by, load_team(to.db, team_id), None, part.ends_on)
    return said or ("under" if ended else "")


def _begins(parent_id: int, held: Sequence[TeamPlace], start: date) -> date:
    """Without a date it is the place of now if that is the same, else one from a day on."""
    now = next((place for place in held if place.ends_on is None), None)
    return now.starts_on if now is not None and now.parent_id == parent_id else start
