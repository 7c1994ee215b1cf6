"""The fields of a coaching session, as they are typed in a form."""

from collections.abc import Mapping, Sequence
from datetime import date

from kpitui.domain.fields import FieldReader, require_not_before
from kpitui.domain.naming import Names, stands_out
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean
from kpitui.domain.writing import WRITING, Writing

ACTION = "action-"
"""How the key of an action begins; its place follows."""
EVALUATIONS = "evaluations"
"""The key of the scored contacts that a session talks about."""


def read_session(
    texts: Mapping[str, str],
    person_id: int,
    metrics: Sequence[Metric],
    today: date,
    day: date,
    writing: Writing = WRITING,
    contacts: Mapping[str, int] | None = None,
) -> SessionDraft:
    """The session of a form, without its readings; raises `FieldErrors` with a sentence for each
    field that is wrong.

    `about` holds metrics and other words apart by `;`. An action may end with `@` and its due date;
    without one it is due at the follow-up. `evaluations` holds scored contacts apart by `;`, of
    those that `contacts` names with their ids.
    """
    reader = FieldReader(texts, today, writing)
    kind = reader.one_of("kind", SessionKind)
    minutes = reader.read("minutes", _minutes, None)
    nothing: tuple[tuple[int, ...], str] = ((), "")
    focus, behaviour = reader.read("about", lambda text: _about(text, metrics), nothing)
    seen, agreed = reader.optional("seen"), reader.optional("agreed")
    no_contacts: tuple[int, ...] = ()
    evaluations = reader.read(
        EVALUATIONS, lambda text: talked_about(text, contacts or {}), no_contacts
    )
    follow_up_on = reader.optional_day("follow_up")
    reader.check("follow_up", require_not_before, follow_up_on, day)
    keys = [key for key in texts if key.startswith(ACTION) and reader.text(key)]
    actions = [
        reader.read(key, lambda text: _action(text, reader, follow_up_on), None) for key in keys
    ]
    reader.done()
    return SessionDraft(
        person_id=person_id, date=day, kind=kind, minutes=minutes, focus=focus, behaviour=behaviour,
        seen=seen, agreed=agreed, follow_up_on=follow_up_on,
        evaluations=evaluations,
        actions=tuple(action for action in actions if action is not None),
    )  # fmt: skip


def about_in_words(focus: Sequence[Metric], behaviour: str) -> str:
    """What a session is about, as it is typed."""
    return "; ".join([*(one.name for one in focus), *([behaviour] if behaviour else [])])


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
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name = named.meant(part)
        if name is None:
            near = named.near(part)
            raise ValueError(
                f"no scored contact “{part}”; did you mean {near}?" if near
                else f"no contact “{part}” of this agent was scored"
            )  # fmt: skip
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
    for part in (one.strip() for one in text.split(";")):
        found = named.meant(part) if stands_out(named.fits(part)[0], part) else None
        if found and found.id not in focus:
            focus.append(found.id)
        elif part and not found:
            other.append(part)
    return tuple(focus), clean("; ".join(other), NAME_LIMIT)


def _action(text: str, reader: FieldReader, follow_up_on: date | None) -> Promise:
    words, mark, day = text.rpartition("@")
    if not mark or (words and not words[-1].isspace()):  # an address is no due date
        return Promise(text=clean(text, LINE_LIMIT), due_on=follow_up_on)
    if not words.strip():
        raise ValueError("type the action before its due date (@)")
    due_on = (
        None if day.strip() == "never" else reader.writing.read_day(day, reader.today, future=True)
    )
    return Promise(text=clean(words, LINE_LIMIT), due_on=due_on)
