"""Forms of a review: a decision with its comment, the span that locks limits, limits
that start again.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.metric_chart import ChartNote, ChartPeriod
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.review import Decision, Review, ReviewDraft
from kpitui.domain.records.typed import read_draft
from kpitui.domain.writing import Writing
from kpitui.ui.forms.form import Field, Form, by_key, fields_of


def decision_form(
    kpi_id: int, name: str, decision: Decision, seen: str, last: Review | None
) -> Form[ReviewDraft]:
    """What is decided about a KPI; of adjust and stop it has to be said why."""

    def read(texts: Texts) -> ReviewDraft:
        reader = FieldReader(texts, date.min)
        found = read_draft(ReviewDraft, reader, kpi_id=kpi_id, seen=seen)
        if found.decision is not Decision.KEEP and not found.comment:
            reader.errors.setdefault(
                "comment",
                f"type what to {found.decision} and why, so that others can learn from it",
            )
        reader.done()
        return found

    before = f"last time {last.confidence}" if last and last.confidence is not None else "optional"
    asked = by_key(fields_of(ReviewDraft))
    asked["confidence"] = replace(asked["confidence"], hint=f"{asked['confidence'].hint}; {before}")
    asked["decision"] = replace(asked["decision"], value=decision.value)
    return Form(
        f"review-{kpi_id}-{decision}",
        f"Decide: {name}",
        tuple(asked.values()),
        read,
        (seen,),
    )


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
    shown = {writing.words(one.label): one for one in periods}
    by_label = {key.lower(): one for key, one in shown.items()}
    by_label |= {one.label.lower(): one for one in periods}

    def period(text: str) -> ChartPeriod:
        if (key := " ".join(text.lower().split())) not in by_label:
            raise ValueError(
                f"type a period of the chart, {periods[0].label} to {periods[-1].label}"
            )
        return by_label[key]

    def read(texts: Texts) -> Lock:
        reader = FieldReader(texts, date.min)
        why = reader.optional("why")
        if not reader.text("first") and not reader.text("last"):
            reader.done()
            return Lock(None, why)
        first, last = (
            reader.read("first", period, periods[0]),
            reader.read("last", period, periods[-1]),
        )
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
