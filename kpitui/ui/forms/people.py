"""Forms of teams, roles and people."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.metrics import NAME_LIMIT
from kpitui.domain.people_drafts import PersonDraft, read_person
from kpitui.domain.typography import folded
from kpitui.ui.forms.form import DATES, Field, Form, Help
from kpitui.ui.workplace import Workplace
from kpitui.views.people import People, PersonLine


class Named(Struct, frozen=True):
    """A name with a short code, where it has one."""

    name: str
    code: str | None = None


class Move(Struct, frozen=True):
    """Another team and role from a day on."""

    team: str | None
    role: str | None
    on: date


def person_form(people: People, team: str, workplace: Workplace) -> Form[PersonDraft]:
    """Somebody new."""
    helped = _completing({"team": _teams(people), "role": _roles(people)})
    return Form(
        f"person-new-{team}",
        "New person",
        (
            Field("name", "Name"),
            Field("team", "Team", team, "a new name makes a new team", _teams(people)),
            Field("role", "Role", "", "such as: Advisor", _roles(people)),
            Field("code", "Short code", "", "for quick entry and imports; may stay empty"),
            Field("starts_on", "From", "today", DATES),
        ),
        lambda texts: read_person(workplace.reader({**texts, **helped(texts).completed})),
        help=helped,
    )


def move_form(line: PersonLine, people: People, workplace: Workplace) -> Form[Move]:
    """Another team or role for somebody, from a day on."""
    helped = _completing({"team": _teams(people), "role": _roles(people)})

    def read(texts: Texts) -> Move:
        reader = workplace.reader({**texts, **helped(texts).completed})
        team, role = (reader.optional(key, NAME_LIMIT) or None for key in ("team", "role"))
        on = reader.day("on")
        reader.done()
        return Move(team, role, on)

    return Form(
        f"move-person-{line.person.id}",
        f"Move: {line.person.name}",
        (
            Field("team", "Team", line.team.name if line.team else "", "readings of before stay with the old team",
                  _teams(people)),
            Field("role", "Role", line.role.name if line.role else "", "", _roles(people)),
            Field("on", "From", "today", DATES),
        ),
        read,
        help=helped,
    )  # fmt: skip


def name_form(key: str, title: str, name: str, code: str | None, today: date, *, with_code: bool) -> Form[Named]:
    """Another name, and for a person another code."""

    def read(texts: Texts) -> Named:
        reader = FieldReader(texts, today)
        named = Named(reader.name("name"), reader.optional("code", NAME_LIMIT) or None)
        reader.done()
        return named

    fields: tuple[Field, ...] = (Field("name", "Name", name),)
    if with_code:
        fields += (Field("code", "Short code", code or "", "for quick entry and imports"),)
    return Form(key, title, fields, read)


def day_form(key: str, title: str, label: str, intro: str, workplace: Workplace) -> Form[date]:
    """A day on which something ends."""

    def read(texts: Texts) -> date:
        reader = workplace.reader(texts)
        on = reader.day("on")
        reader.done()
        return on

    return Form(key, title, (Field("on", label, "today", DATES),), read, (intro,))


def _completing(names: Mapping[str, Sequence[str]]) -> Callable[[Texts], Help]:
    """Completes the only name that begins as typed, and says where a new one would be made."""

    def helped(texts: Texts) -> Help:
        completed, hints = {}, {}
        for key, known in names.items():
            typed = folded(texts[key].strip())
            fits = [one for one in known if folded(one) == typed] or [
                one for one in known if folded(one).startswith(typed)
            ]
            if typed and len(fits) == 1:
                completed[key] = fits[0]
                hints[key] = fits[0]
            elif typed and not fits:
                hints[key] = "a new one"
        return Help(completed=completed, hints=hints)

    return helped


def _teams(people: People) -> tuple[str, ...]:
    return tuple(team.name for team in people.teams if team.ends_on is None)


def _roles(people: People) -> tuple[str, ...]:
    return tuple(role.name for role in people.roles)
