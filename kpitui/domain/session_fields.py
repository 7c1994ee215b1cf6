"""The fields of a coaching session, as they are typed in a form."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.entry_names import Subject
from kpitui.domain.entry_phrase import require_words
from kpitui.domain.fields import FieldReader, require_not_before
from kpitui.domain.naming import Fit, Names, stands_out
from kpitui.domain.near import or_near
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean
from kpitui.domain.within import not_called
from kpitui.domain.writing import WRITING, Writing

ACTION = "action-"
"""How the key of an action begins; its place follows."""
EVALUATIONS = "evaluations"
"""The key of the scored contacts that a session talks about."""
WITH, COACH = "with", "coach"
"""The keys of who else was there, and of who held it."""


class Coaches(Struct, frozen=True):
    """Who can have held a session: people and accounts of the file, and who held one `before`."""

    known: Sequence[Subject] = ()
    before: Sequence[str] = ()
    of_teams: bool = False
    """Whether those are the people of some teams alone."""

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, who held sessions first."""
        return tuple(dict.fromkeys((*self.before, *(subject.name for subject in self.known))))


class SessionNames(Struct, frozen=True):
    """What the fields of a session can name: metrics, the scored contacts of the agent with their
    ids, who else can have been there, and who holds sessions.
    """

    metrics: Sequence[Metric]
    contacts: Mapping[str, int] = {}
    people: Sequence[Subject] = ()
    coaches: Coaches = Coaches()


def read_session(
    texts: Mapping[str, str],
    person_id: int,
    names: SessionNames,
    today: date,
    day: date,
    writing: Writing = WRITING,
) -> SessionDraft:
    """The session of a form, without its readings; raises `FieldErrors` with a sentence for each
    field that is wrong.

    `about` holds metrics and other words apart by `;`, `evaluations` scored contacts. An action may
    end with `@` and its due date; without one it is due at the follow-up.
    """
    reader = FieldReader(texts, today, writing)
    kind = reader.one_of("kind", SessionKind)
    minutes = reader.read("minutes", _minutes, None)
    nothing: tuple[tuple[int, ...], str] = ((), "")
    focus, behaviour = reader.read("about", lambda text: _about(text, names.metrics), nothing)
    none: tuple[int, ...] = ()
    evaluations = reader.read(EVALUATIONS, lambda text: talked_about(text, names.contacts), none)
    of_teams = names.coaches.of_teams
    with_ids = reader.read(
        WITH, lambda text: people_named(text, names.people, person_id, of_teams=of_teams), none
    )
    coach = reader.read(COACH, lambda text: coach_named(text, names.coaches), "")
    follow_up_on = reader.due_day("follow_up")
    reader.check("follow_up", require_not_before, follow_up_on, day)
    keys = [key for key in texts if key.startswith(ACTION) and reader.text(key)]
    actions = [
        reader.read(key, lambda text: _action(text, reader, follow_up_on), None) for key in keys
    ]
    draft = SessionDraft(
        person_id=person_id, with_ids=with_ids, coach=coach, date=day, kind=kind, minutes=minutes,
        focus=focus, behaviour=behaviour, evaluations=evaluations,
        reference=reader.optional("reference", NAME_LIMIT), seen=reader.note("seen"),
        strengths=reader.note("strengths"), agreed=reader.note("agreed"),
        follow_up_on=None if "follow_up" in reader.errors else follow_up_on,
        actions=tuple(action for action in actions if action is not None),
    )  # fmt: skip
    reader.done()
    return draft


def people_named(
    text: str, people: Sequence[Subject], but: int, *, of_teams: bool = False
) -> tuple[int, ...]:
    """The people who someone typed `but` one, apart by `;`, or by commas where no name has one;
    raises ValueError for a name that there is not, or that fits several.
    """
    named = Names(people, of_teams=of_teams)
    found = [_person_named(name, named) for part in text.split(";") for name in _apart(part, named)]
    return tuple(dict.fromkeys(person for person in found if person != but))


def _apart(part: str, named: Names[Subject]) -> list[str]:
    whole = named.fits(part)[0] is not Fit.NOT and all(
        "," in subject.name for subject in named.fits(part)[1]
    )
    parts = [part] if whole else part.split(",")
    return [part.strip() for part in parts if part.strip()]


def _person_named(typed: str, named: Names[Subject]) -> int:
    one = named.meant(typed)
    if one is None or one.person_id is None:
        missing = not_called("person", typed, of_teams=named.of_teams)
        raise ValueError(or_near(missing, named.near(typed)))
    return one.person_id


def coach_named(text: str, coaches: Coaches) -> str:
    """Who held a session, as the file calls them; empty where no one is named. Raises ValueError
    for a name that there is not, or that fits several.
    """
    if not text.strip():
        return ""
    known, before = Names(coaches.known), Names(coaches.before, str, lambda _: None)
    if (found := known.meant(text)) is not None:
        return found.name
    if (held := before.meant(text)) is not None:
        return held
    missing = not_called("person", text.strip(), of_teams=coaches.of_teams)
    what = "a coach is a person or an account of this file"
    raise ValueError(or_near(missing, known.near(text), what))


def about_in_words(focus: Sequence[Metric], behaviour: str) -> str:
    """What a session is about, as it is typed."""
    return "; ".join([*(metric.name for metric in focus), *([behaviour] if behaviour else [])])


def action_in_words(
    text: str, due_on: date | None, follow_up_on: date | None, writing: Writing = WRITING
) -> str:
    """An action as it is typed."""
    return (
        text if due_on == follow_up_on else f"{text} @{writing.day(due_on) if due_on else 'never'}"
    )


def talked_about(text: str, contacts: Mapping[str, int]) -> tuple[int, ...]:
    """The scored contacts that someone typed, apart by `;`; raises ValueError for one that there
    is not, or that fits several.
    """
    named = Names(contacts, str, lambda _: None)
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name = named.meant(part)
        if name is None:
            missing = f"no contact “{part}” of this agent was scored"
            raise ValueError(or_near(missing, named.near(part)))
        found.append(contacts[name])
    return tuple(dict.fromkeys(found))


def _minutes(text: str) -> int | None:
    if not text:
        return None
    digits = text.lower().removesuffix("min").removesuffix("m").strip()
    if (
        not digits.isascii()
        or not digits.isdigit()
        or len(digits) > 4
        or not 1 <= int(digits) <= 1440
    ):
        raise ValueError("type minutes, such as 20")
    return int(digits)


def _about(text: str, metrics: Sequence[Metric]) -> tuple[tuple[int, ...], str]:
    focus: list[int] = []
    other: list[str] = []
    named = Names(metrics)
    for part in (piece.strip() for piece in text.split(";")):
        found = named.meant(part) if stands_out(named.fits(part)[0], part) else None
        if found and found.id not in focus:
            focus.append(found.id)
        elif part and not found:
            other.append(part)
    return tuple(focus), clean("; ".join(other), NAME_LIMIT)


def _action(text: str, reader: FieldReader, follow_up_on: date | None) -> Promise:
    words, mark, day = text.rpartition("@")
    if not mark or (words and not words[-1].isspace()):  # an address is no due date
        require_words(text, reader.today, reader.writing)
        return Promise(text=clean(text, LINE_LIMIT), due_on=follow_up_on)
    if not words.strip():
        raise ValueError("type the action before its due date (@)")
    due_on = None if day.strip() == "never" else reader.writing.read_due(day, reader.today)
    return Promise(text=clean(words, LINE_LIMIT), due_on=due_on)
