"""Forms of a review: a decision with what is to be done, what came of it, the span that locks
limits, limits that start again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.decision_entry import Doers, read_decision, read_doer
from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.metric_chart import ChartNote, ChartPeriod
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.review import Decision, Review, ReviewDraft
from kpitui.domain.records.typed import read_draft
from kpitui.domain.text import LINE_LIMIT
from kpitui.domain.writing import Writing
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, by_key, fields_of


class Decided(Struct, frozen=True):
    """A review, and what was decided in it."""

    review: ReviewDraft
    decision: DecisionDraft | None


def decision_form(
    kpi: Kpi, name: str, decision: Decision, seen: str, last: Review | None, doers: Doers,
    context: AppContext,
) -> Form[Decided]:  # fmt: skip
    """What is decided about a KPI: to adjust takes what is to be done, who does it and by when; of
    stop it has to be said why.
    """

    def read(texts: Texts) -> Decided:
        reader = context.reader(texts)
        found = read_draft(ReviewDraft, reader, kpi_id=kpi.id, seen=seen)
        decided = _decided(reader, found.decision, doers, kpi.owner)
        if found.decision is Decision.STOP and not found.comment:
            reader.errors.setdefault(
                "comment", "type what to stop and why, so that others can learn from it"
            )
        reader.done()
        return Decided(found, decided)

    before = f"last time {last.confidence}" if last and last.confidence is not None else "optional"
    asked = by_key(fields_of(ReviewDraft))
    if decision is Decision.STOP:  # what is stopped meets no target
        del asked["confidence"]
    else:
        hint = f"{asked['confidence'].hint}; {before}"
        asked["confidence"] = replace(asked["confidence"], hint=hint)
    asked["decision"] = replace(asked["decision"], value=decision.value)
    todo = by_key(fields_of(DecisionDraft))
    owner = f"{kpi.owner}, if you leave it empty" if kpi.owner else todo["who"].hint
    todo["who"] = replace(todo["who"], hint=owner, choices=doers.names)
    # What has to be said stands first.
    groups = (asked, todo) if decision is not Decision.ADJUST else (todo, asked)
    return Form(
        f"review-{kpi.id}-{decision}",
        f"Decide: {name}",
        tuple(field for group in groups for field in group.values()),
        read,
        (seen,),
    )


def _decided(
    reader: FieldReader, decision: Decision, doers: Doers, owner: str
) -> DecisionDraft | None:
    """What is to be done, in words or field by field; None where nothing is."""
    said = any(reader.text(key) for key in ("text", "who", "due_on"))
    if not said and decision is not Decision.ADJUST:
        return None
    if decision is Decision.KEEP:
        if "decision" not in reader.errors:
            reader.errors["text"] = "to keep changes nothing; choose adjust for that"
        return None
    due_on = reader.due_day("due_on")
    who = reader.read("who", lambda text: read_doer(text, doers) if text else "", "")

    def words(text: str) -> DecisionDraft:
        return read_decision(text, doers, read_day, who=who, due_on=due_on)

    def read_day(text: str) -> date:
        return reader.writing.read_due(text, reader.today)

    found = reader.read("text", words, DecisionDraft(text="x"))
    if "text" in reader.errors:
        return found
    found = found if found.who else replace(found, who=owner)
    if not found.who:
        reader.errors.setdefault("who", "type who does it")
    if found.due_on is None:
        reader.errors.setdefault("due_on", "type by when, such as 14 dec or +14d")
    elif found.due_on < reader.today:
        reader.errors.setdefault("due_on", f"{found.due_on} is over; type a day from today on")
    return found


def done_form(text: str, key: str) -> Form[str]:
    """What came of a decision that is done."""

    def read(texts: Texts) -> str:
        reader = FieldReader(texts, date.min)
        result = reader.name("result", LINE_LIMIT)
        reader.done()
        return result

    hint = "in a word: new script live in both teams"
    field = Field("result", "Result", "", hint)
    return Form(f"done-{key}", "Mark as done", (field,), read, (text,))


RESCORED = "the call sheet asks other questions or weighs them otherwise"


class Lock(Struct, frozen=True):
    """The days that limits are locked to, or None where they are to be unlocked, and why."""

    days: tuple[date, date] | None
    why: str


def lock_form(
    metric: str,
    periods: Sequence[ChartPeriod],
    locked: tuple[str, str] | None,
    offered: tuple[str, str],
    writing: Writing,
) -> Form[Lock]:
    """From which to which period the limits of a metric are worked out."""
    shown = {writing.words(period.label): period for period in periods}
    by_label = {key.lower(): one for key, one in shown.items()}
    by_label |= {period.label.lower(): period for period in periods}

    def read(texts: Texts) -> Lock:
        reader = FieldReader(texts, date.min)
        why = reader.optional("why")
        if not reader.text("first") and not reader.text("last"):
            reader.done()
            return Lock(None, why)
        period = partial(_period, by_label, f"{periods[0].label} to {periods[-1].label}")
        first, last = (reader.read(key, period, periods[0]) for key in ("first", "last"))
        if last.last < first.first:
            reader.errors.setdefault("last", "it is before the first")
        reader.done()
        return Lock((first.first, last.last), why)

    first, last = map(writing.words, locked or offered)
    hint = f"such as {periods[0].label}; both empty: the limits use all periods again"
    labels = tuple(shown)
    return Form(
        f"lock-{metric}",
        f"Lock the limits: {metric}",
        (
            Field("first", "From", first, hint, labels),
            Field("last", "To", last, "the last period of the baseline", labels),
            Field("why", "Why", "", "such as: before the winter; stays in the history"),
        ),
        read,
        ("The limits then use these periods only, and later periods are compared with them.",),
    )


def _period(by_label: Mapping[str, ChartPeriod], which: str, text: str) -> ChartPeriod:
    if (key := " ".join(text.lower().split())) not in by_label:
        raise ValueError(f"type a period of the chart, {which}")
    return by_label[key]


class Reset(StrEnum):
    """Whether limits start again at the event that is proposed."""

    YES = "yes"
    NO = "no"


class SplitInput(Struct, frozen=True):
    """An event at which limits start again, no longer do, or stay as they are, and why."""

    event: ChartNote
    why: str
    reset: bool = True

    @property
    def split(self) -> bool:
        """Whether limits start again there from now on."""
        return self.reset and not self.event.splits


def split_form(
    metric: str, events: Sequence[ChartNote], proposed: ChartNote | None, writing: Writing
) -> Form[SplitInput]:
    """At which event the process is another one."""
    numbered = {str(number): one for number, one in enumerate(events, 1)}

    def event(text: str) -> ChartNote:
        if text not in numbered:
            raise ValueError(f"type the number of an event, 1 to {len(events)}")
        return numbered[text]

    def read(texts: Texts) -> SplitInput:
        reader = FieldReader(texts, date.min)
        chosen = reader.read("event", event, events[0])
        reset = reader.one_of("reset", Reset) if proposed else Reset.YES
        why = reader.name("why", 10_000)
        reader.done()
        return SplitInput(chosen, why, reset is Reset.YES)

    told = [
        f"({number}) {writing.day(one.date)} {one.said}"
        + (", limits are reset there: choose it to join them" * one.splits)
        for number, one in numbered.items()
    ]
    first = next(
        (number for number, one in numbered.items() if one is proposed), next(iter(numbered))
    )
    why = RESCORED if proposed and proposed.rescored else ""
    hint = "what changed in the process; a reset without a reason hides a signal"
    asked = (Field("reset", "Reset there", "yes", "no: they stay as they are", ("yes", "no")),)
    return Form(
        f"split-{metric}",
        f"Reset the limits: {metric}",
        (
            Field("event", "Event", first, "its number in the chart"),
            *(asked if proposed else ()),
            Field("why", "Why", why, hint),
        ),
        read,
        tuple(told),
    )


def reason_form(of: str, event: Annotation, writing: Writing) -> Form[str]:
    """Why limits start again at an event, where no one said so yet."""

    def read(texts: Texts) -> str:
        reader = FieldReader(texts, date.min)
        why = reader.name("why", 10_000)
        reader.done()
        return why

    hint = "what changed in the process; a reset without a reason hides a signal"
    told = f"{writing.day(event.date)} {event.text}: limits are reset there."
    return Form(
        f"reason-{event.id}", f"Reason for reset: {of}",
        (Field("why", "Reason", "", hint),), read, (told,),
    )  # fmt: skip
