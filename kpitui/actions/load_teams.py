"""Loading the teams, roles and people of a document, by the changes that the screens make."""

from collections.abc import Sequence
from datetime import date

from kpitui.actions import people
from kpitui.actions.load_places import load_places
from kpitui.actions.loading import Loading
from kpitui.actions.rhythms import bring_rhythm
from kpitui.domain.access import Permission
from kpitui.domain.plan_document import (
    MembershipPart,
    PersonPart,
    PlanDocument,
    RolePart,
    TeamPart,
    name_of,
)
from kpitui.domain.plan_parts import differing, oldest_first, require_apart
from kpitui.domain.records.document import merged
from kpitui.domain.records.person import Membership, Person, PersonDraft, membership_on
from kpitui.domain.text import name_key
from kpitui.storage.people import load_person, load_team
from kpitui.storage.records import row_of

Place = tuple[int | None, int | None, float | None]
"""Team, role and hours a week."""


def load_teams_of(to: Loading, document: PlanDocument) -> None:
    """Bring teams, roles and people to what the document says; a team ends when its people have
    left it.
    """
    ids = []
    for team in document.team:
        with to.at("team", team):
            ids.append(_team(to, team))
    for team, team_id in zip(document.team, ids, strict=True):
        with to.at("team", team):
            new = name_key(name_of(team)) not in to.teams
            changed = load_places(to, team_id, team.under, new=new)
            # Of a new team it is told where neither says since when.
            if not new or (team.starts_on is None and changed != ["under"]):
                to.tell("team", name_of(team), changed)
    for role in document.role:
        with to.at("role", role):
            _role(to, role)
    for person in document.person:
        with to.at("person", person):
            _person(to, person)
    for part, team_id in zip(document.team, ids, strict=True):
        held = load_team(to.db, team_id)
        if part.ends_on is not None and part.ends_on != held.ends_on:
            with to.at("team", part):
                people.end_team(*to.by, held, part.ends_on)
            to.tell("team", held.name, ["ends_on"])


def _team(to: Loading, part: TeamPart) -> int:
    name = name_of(part)
    old = to.teams.get(name_key(name))
    if old is None:
        to.tell("team", name, (), new=True)
        return people.add_team(*to.by, name, part.starts_on or to.today)
    changed = differing(part, old)
    if "starts_on" in changed and part.starts_on:
        people.start_on(*to.by, old, part.starts_on)
    if "name" in changed:
        people.rename_team(*to.by, load_team(to.db, old.id), name)
    to.tell("team", name, changed)
    return old.id


def _role(to: Loading, part: RolePart) -> None:
    name = name_of(part)
    old = to.roles.get(name_key(name))
    changed = [] if old is None else differing(part, old)
    role_id = people.add_role(*to.by, name) if old is None else old.id
    if old is not None and changed:
        people.rename_role(*to.by, old, name)
    if part.rhythm:
        to.by[1].require(Permission.RULES)
    rows = [
        bring_rhythm(to.db, role_id, rhythm_part.days, rhythm_part.starts_on or to.today)
        for rhythm_part in oldest_first(part.rhythm)
    ]
    to.tell("role", name, [*changed, *(["rhythm"] if any(rows) else [])], new=old is None)


def _person(to: Loading, part: PersonPart) -> None:
    old = to.people.get(name_key(name_of(part)))
    spells = oldest_first(part.membership)
    require_apart(spells)
    for spell in spells:  # who moves makes a team that is new; a document has to name its teams
        to.id_of("teams", spell.team)
        to.id_of("roles", spell.role)
    changed = differing(part, old) if old else []
    person_id = old.id if old else people.add_person(*to.by, _draft(to, part, spells))
    if old and "starts_on" in changed and part.starts_on:
        people.start_on(*to.by, old, part.starts_on)
    if old and {"name", "code"} & {*changed}:
        new = merged(Person, part, old, starts_on=old.starts_on, ends_on=old.ends_on)
        people.edit_person(*to.by, _now(to, old.id), new.name, new.code)
    for spell in spells:
        if _membership(to, person_id, spell):
            changed.append("membership")
    person = _now(to, person_id)
    if part.ends_on is not None and part.ends_on != person.ends_on:
        people.person_left(*to.by, person, part.ends_on)
        changed.append("ends_on")
    to.tell("person", name_of(part), changed, new=old is None)


def _draft(to: Loading, part: PersonPart, spells: Sequence[MembershipPart]) -> PersonDraft:
    days = [spell.starts_on for spell in spells if spell.starts_on]
    start = part.starts_on or min(days, default=to.today)
    first = next((spell for spell in spells if (spell.starts_on or start) == start), None)
    place = (first.team, first.role, first.hours) if first else (None, None, None)
    team, role, hours = place
    return merged(
        PersonDraft, part, None, team=team, role=role, hours=hours, starts_on=start, ends_on=None
    )


def _membership(to: Loading, person_id: int, part: MembershipPart) -> bool:
    """Whether anything of it was another way."""
    person = _now(to, person_id)
    begins = part.starts_on or _begins(to, person, part)
    held = membership_on(person.memberships, begins)
    wanted = _place(to, part, held if held and held.starts_on == begins else None)
    moved = wanted != _held(held)
    if moved:
        team, role = (
            row_of(to.db, table, found)["name"] if found else None
            for table, found in zip(("teams", "roles"), wanted[:2], strict=True)
        )
        people.move_person(*to.by, person, team, role, begins, wanted[2])
        person = _now(to, person_id)
        held = membership_on(person.memberships, begins)
    if held is None or part.ends_on in (None, held.ends_on):
        return moved
    assert part.ends_on is not None
    people.end_membership(*to.by, person, held, part.ends_on)
    return True


def _begins(to: Loading, person: Person, part: MembershipPart) -> date:
    """Without a date it is the membership of now if that is the same, else one from today."""
    now = next((held for held in person.memberships if held.ends_on is None), None)
    if now and _place(to, part, now) == _held(now):
        return now.starts_on
    return max(to.today, person.starts_on)


def _held(held: Membership | None) -> Place:
    return (held.team_id, held.role_id, held.hours) if held else (None, None, None)


def _place(to: Loading, part: MembershipPart, kept: Membership | None) -> Place:
    """Team, role and hours; of a membership that is there, those that are not named stay."""
    team_id, role_id = to.id_of("teams", part.team), to.id_of("roles", part.role)
    held = _held(kept)
    return team_id or held[0], role_id or held[1], part.hours or held[2]


def _now(to: Loading, person_id: int) -> Person:
    person = load_person(to.db, person_id)
    assert person is not None
    return person
