"""Forms of teams, roles and people."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.hours import typed_hours
from kpitui.domain.naming import beginning_so
from kpitui.domain.people_drafts import hours_in, read_person
from kpitui.domain.records.detail import DATES
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.team import Team
from kpitui.domain.text import NAME_LIMIT, name_key
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help, by_key, fields_of
from kpitui.views.people import People, PersonLine

NEW = "a new one"
"""What stands beside a name that no team or role has."""


class NameAndCode(Struct, frozen=True):
    """A name with a short code, where it has one."""

    name: str
    code: str | None = None


class TeamDraft(Struct, frozen=True):
    """A team with its name, and the team it is under from a day on."""

    name: str
    under: Team | None
    on: date


class TeamMove(Struct, frozen=True):
    """Another team, role and hours a week from a day on."""

    team: str | None
    role: str | None
    hours: float | None
    on: date


def person_form(people: People, team: str, context: AppContext) -> Form[PersonDraft]:
    """Someone new."""
    asked = by_key(fields_of(PersonDraft, None, context))
    asked["team"] = replace(asked["team"], value=team, choices=_teams(people))
    asked["role"] = replace(asked["role"], choices=_roles(people))
    helped = _completing({"team": _teams(people), "role": _roles(people)})
    return Form(
        f"person-new-{team}",
        "New person",
        tuple(asked.values()),
        lambda texts: read_person(context.reader({**texts, **helped(texts).completed})),
        help=helped,
    )


def move_form(line: PersonLine, people: People, context: AppContext) -> Form[TeamMove]:
    """Another team, role or hours for someone, from a day on."""
    helped = _completing({"team": _teams(people), "role": _roles(people)})

    def read(texts: Texts) -> TeamMove:
        reader = context.reader({**texts, **helped(texts).completed})
        team, role = (reader.optional(key, NAME_LIMIT) or None for key in ("team", "role"))
        hours, on = hours_in(reader), reader.day("on")
        reader.done()
        return TeamMove(team, role, hours, on)

    return Form(
        f"move-person-{line.person.id}",
        f"Move: {line.person.name}",
        (
            Field("team", "Team", line.team.name if line.team else "",
                "earlier readings stay with the old team",
                  _teams(people)),
            Field("role", "Role", line.role.name if line.role else "", "", _roles(people)),
            Field("hours", "Hours a week", typed_hours(line.hours,
                decimal_comma=context.writing.decimal_comma), "such as: 20; empty for full time"),
            Field("on", "From", "today", DATES),
        ),
        read,
        help=helped,
    )  # fmt: skip


def team_form(
    key: str, title: str, team: Team | None, people: People, context: AppContext
) -> Form[TeamDraft]:
    """A team: its name, and the team it is under."""
    others = [one for one in people.teams if team is None or one.id != team.id]
    names = tuple(other.name for other in others if other.ends_on is None)
    above = people.under(team) if team else None

    def helped(texts: Texts) -> Help:
        found = _completing({"under": names})(texts)
        new = found.hints.get("under") == NEW
        return replace(found, hints={"under": "no such team; g adds one"}) if new else found

    def under(text: str) -> Team | None:
        if not text:
            return None
        found = next((other for other in others if name_key(other.name) == name_key(text)), None)
        if found is None:
            raise ValueError(f"No team called “{text}”; add it first, with g")
        return found

    def read(texts: Texts) -> TeamDraft:
        reader = context.reader({**texts, **helped(texts).completed})
        draft = TeamDraft(reader.name("name"), reader.read("under", under, None), reader.day("on"))
        reader.done()
        return draft

    fields = (
        Field("name", "Name", team.name if team else ""),
        Field("under", "Under", above.name if above else "", "the team it is part of", names),
        Field("on", "From", "today", f"when it is under it; {DATES}" if team else DATES),
    )
    return Form(key, title, fields, read, help=helped)


def name_form(key: str, title: str, name: str, code: str | None, today: date) -> Form[NameAndCode]:
    """Another name or code of a person."""

    def read(texts: Texts) -> NameAndCode:
        reader = FieldReader(texts, today)
        named = NameAndCode(reader.name("name"), reader.optional("code", NAME_LIMIT) or None)
        reader.done()
        return named

    fields = (
        Field("name", "Name", name),
        Field("code", "Short code", code or "", "for quick entry and imports"),
    )
    return Form(key, title, fields, read)


def day_form(key: str, title: str, label: str, intro: str, context: AppContext) -> Form[date]:
    """A day on which something ends."""

    def read(texts: Texts) -> date:
        reader = context.reader(texts)
        on = reader.day("on")
        reader.done()
        return on

    return Form(key, title, (Field("on", label, "today", DATES),), read, (intro,))


def _completing(names: Mapping[str, Sequence[str]]) -> Callable[[Texts], Help]:
    """Completes the only name that begins as typed, and says where a new one would be made."""

    def helped(texts: Texts) -> Help:
        completed, hints = {}, {}
        for key, known in names.items():
            fits = beginning_so(known, texts[key])
            if len(fits) == 1:
                completed[key] = hints[key] = fits[0]
            elif texts[key].strip() and not fits:
                hints[key] = NEW
        return Help(completed=completed, hints=hints)

    return helped


def _teams(people: People) -> tuple[str, ...]:
    return tuple(team.name for team in people.teams if team.ends_on is None)


def _roles(people: People) -> tuple[str, ...]:
    return tuple(role.name for role in people.roles)
