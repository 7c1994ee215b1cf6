"""The form of someone who leaves: from which day on, and who takes over what is theirs."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.naming import Names, beginning_so
from kpitui.domain.near import or_near
from kpitui.domain.owned import Owned
from kpitui.domain.records.detail import DATES
from kpitui.domain.records.person import Person
from kpitui.domain.within import not_called
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help

LABEL = 84
"""Characters of what is handed over that stand before its field, on up to three lines."""


class Goodbye(Struct, frozen=True):
    """The day of leaving, and who takes over what, by the keys of the things."""

    on: date
    takes: dict[str, int]


def leaving_form(
    person: Person, theirs: Sequence[Owned], others: Sequence[Person], context: AppContext
) -> Form[Goodbye]:
    """When someone left. One name takes over everything; each thing may have another."""
    names = tuple(other.name for other in others)
    known = Names(others)

    def read(texts: Texts) -> Goodbye:
        reader = context.reader({**texts, **_helped(texts, names).completed})
        on = reader.day("on")
        of_all = _taker(reader, "takes", known)
        takes = {
            owned.key: taker
            for owned in theirs
            if (taker := _taker(reader, owned.key, known) or of_all) is not None
        }
        reader.done()
        return Goodbye(on, takes)

    on = Field("on", "Left on", context.typed_day(person.ends_on) or "today", DATES)
    fields = (on, *_asked(theirs, names)) if theirs else (on,)
    intro = ("The readings stay.",)
    if theirs:
        intro = (
            f"The readings stay. {len(theirs)} to hand over: one name takes all of it, or type one "
            "for each; what no one takes is an issue of Health (K216).",
        )
    return Form(
        f"left-person-{person.id}", f"Leaver: {person.name}", fields, read, intro,
        help=(lambda texts: _helped(texts, names)) if theirs else None,
        asks=lambda draft: _question(draft, person, len(theirs), context), long_labels=bool(theirs),
    )  # fmt: skip


def _question(draft: Goodbye, person: Person, theirs: int, context: AppContext) -> str:
    """What is asked before it is saved: nothing where all of it is handed over."""
    left = theirs - len(draft.takes)
    if theirs and not left:
        return ""
    leaves = "leaves" if draft.on > context.today() else "left"
    said = f"{left} of {theirs} stay without an owner" if theirs else "nothing is theirs to do"
    return f"{person.name} {leaves} on {context.day(draft.on)}; {said}. Save once more to confirm."


def _asked(theirs: Sequence[Owned], names: tuple[str, ...]) -> Iterator[Field]:
    yield Field("takes", "Takes over", "", "part of a name; empty: no one yet", names)
    for owned in theirs:
        label = owned.said if len(owned.said) <= LABEL else f"{owned.said[: LABEL - 1]}…"
        label = label[:1].upper() + label[1:]
        yield Field(owned.key, label, "", "empty: as above", names)


def _taker(reader: FieldReader, key: str, known: Names[Person]) -> int | None:
    """Who takes over by the name in a field; None where it is empty."""

    def read(text: str) -> int | None:
        if not text:
            return None
        found = known.meant(text)
        if found is None:
            missing = not_called("person", text[:40], of_teams=known.of_teams)
            raise ValueError(or_near(missing, known.near(text)))
        return found.id

    none: int | None = None
    return reader.read(key, read, none)


def _helped(texts: Texts, names: Sequence[str]) -> Help:
    """Completes the only name that begins as typed."""
    completed = {
        key: fits[0]
        for key, typed in texts.items()
        if key != "on" and len(fits := beginning_so(names, typed)) == 1
    }
    return Help(completed=completed, hints=completed)
