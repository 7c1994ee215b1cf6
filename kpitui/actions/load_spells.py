"""A person with several lines in a file: where they were one time after the other."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from kpitui.actions.people import end_membership, move_person
from kpitui.domain.access import Actor
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.person import Membership, Person, membership_on
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.records import row_of

Place = tuple[str | None, str | None, float | None]
"""Team and role by name, and hours a week."""

By = tuple[DatabaseFile, Actor]
"""What every action of the load is called with: the file with its open change, and who it is."""


class PersonSaid(Struct, frozen=True, kw_only=True):
    """What a line of a file says of someone; None is not said, and changes nothing."""

    name: str
    code: str | None = None
    team: str | None = None
    role: str | None = None
    hours: float | None = None
    tells_hours: bool = False
    """Whether the file has a column for them: of several lines each then says them, and an empty
    cell is full time.
    """
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def key(self) -> str:
        """What tells whose line it is."""
        return name_key(self.code or self.name)

    @property
    def since(self) -> date:
        """From when on it holds."""
        return self.starts_on or ALWAYS


class LoadedSpell(Struct, frozen=True):
    """A line with its number; `of_several` where it is one spell of many, and then the line that
    follows it.
    """

    number: int
    line: PersonSaid
    of_several: bool = False
    first: bool = True
    following: PersonSaid | None = None


def in_order(lines: Sequence[tuple[int, PersonSaid]]) -> Iterator[LoadedSpell]:
    """The lines in the order of the file, those of one person together and the oldest first.

    They are spells where all say since when; otherwise each tells of a move of its own.
    """
    of_person: dict[str, list[tuple[int, PersonSaid]]] = {}
    for number, line in lines:
        of_person.setdefault(line.key, []).append((number, line))
    for found in of_person.values():
        days = {line.since for _, line in found}
        if len(found) == 1 or len(days) < len(found):
            yield from (LoadedSpell(number, line) for number, line in found)
            continue
        oldest_first = sorted(found, key=lambda one: one[1].since)
        after = [*(line for _, line in oldest_first[1:]), None]
        for place, (number, line) in enumerate(oldest_first):
            yield LoadedSpell(number, line, True, place == 0, after[place])


def bring_spell(db: Database, by: By, person: Person, spell: LoadedSpell) -> list[str]:
    """Give someone the team and role of a spell from its start on, or none where it names none,
    and none after its end where nothing follows at once; what was done.
    """
    line, following = spell.line, spell.following
    held = membership_on(person.memberships, line.since)
    before = place_of(db, held)
    kept = before[2] if not line.tells_hours and (line.team or line.role) else None
    wanted = line.team, line.role, line.hours or kept
    said = []
    if keys(wanted) != keys(before):
        if held is not None and not any(wanted):
            end_membership(*by, person, held, line.since)
        else:
            move_person(*by, person, *wanted[:2], line.since, wanted[2])
        said.append(moved(person, wanted, before))
    paused = following and line.ends_on and line.ends_on < following.since and any(wanted)
    if not paused or line.ends_on is None:
        return said
    now = load_person(db, person.id)
    assert now is not None  # no one else can write while the change is open
    held = membership_on(now.memberships, line.ends_on)
    if held is None or held.starts_on == line.ends_on:
        return said
    end_membership(*by, now, held, line.ends_on)
    return [*said, moved(person, (None, None, None))]


def moved(person: Person, place: Place, before: Place | None = None) -> str:
    """What a move is told as; other hours in the same place are no move."""
    if before is not None and keys(before)[:2] == keys(place)[:2]:
        return f"{person.name} works {f'{place[2]:g} hours a week' if place[2] else 'full time'}"
    return f"moved {person.name} to {place[0] or 'no team'}, {place[1] or 'no role'}"


def place_of(db: Database, held: Membership | None) -> Place:
    """Team, role and hours of a membership, none of them without one."""
    if held is None:
        return None, None, None
    team = row_of(db, "teams", held.team_id)["name"] if held.team_id else None
    role = row_of(db, "roles", held.role_id)["name"] if held.role_id else None
    return team, role, held.hours


def keys(place: Place) -> tuple[str, str, float | None]:
    """What tells one place from another, however it is written."""
    return name_key(place[0] or ""), name_key(place[1] or ""), place[2]
