"""Forms of a review: a decision with its comment, the span that locks limits, limits that start anew."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.metric_chart import ChartNote, ChartPeriod
from kpitui.domain.review_drafts import ReviewDraft
from kpitui.domain.reviews import Decision, Review
from kpitui.domain.writing import Writing
from kpitui.ui.forms.form import Field, Form

DECISIONS = tuple(one.value for one in Decision)


def decision_form(kpi_id: int, name: str, decision: Decision, seen: str, last: Review | None) -> Form[ReviewDraft]:
    """What is decided about a KPI; of adjust and stop it has to be said why."""

    def read(texts: Texts) -> ReviewDraft:
        reader = FieldReader(texts, date.min)
        decided, confidence = reader.one_of("decision", Decision), reader.read("confidence", _confidence, None)
        comment = reader.optional("comment")
        if decided is not Decision.KEEP and not comment:
            reader.errors.setdefault("comment", f"say what to {decided} and why; nobody can learn from it otherwise")
        reader.done()
        return ReviewDraft(kpi_id=kpi_id, decision=decided, confidence=confidence, comment=comment, seen=seen)

    before = f"last time {last.confidence}" if last and last.confidence is not None else "may stay empty"
    return Form(
        f"review-{kpi_id}-{decision}",
        f"Decide: {name}",
        (
            Field("comment", "Comment", "", "what you saw in it, what is to be done"),
            Field("confidence", "Confidence", "", f"0 to 10 that the target will be met; {before}"),
            Field("decision", "Decision", decision.value, "keep, adjust or stop", DECISIONS),
        ),
        read,
        (seen,),
    )


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
    by_label = shown | {one.label: one for one in periods}

    def period(text: str) -> ChartPeriod:
        if text not in by_label:
            raise ValueError(f"type a period of the chart, {periods[0].label} to {periods[-1].label}")
        return by_label[text]

    def read(texts: Texts) -> Lock:
        reader = FieldReader(texts, date.min)
        why = reader.optional("why")
        if not reader.text("first") and not reader.text("last"):
            reader.done()
            return Lock(None, why)
        first, last = reader.read("first", period, periods[0]), reader.read("last", period, periods[-1])
        if last.last < first.first:
            reader.errors.setdefault("last", "it lies before the first")
        reader.done()
        return Lock((first.first, last.last), why)

    first, last = map(writing.words, locked or offered)
    hint = f"such as {periods[0].label}; both empty: the limits rest on all periods again"
    labels = tuple(shown)
    return Form(
        f"lock-{metric}",
        f"Lock the limits: {metric}",
        (
            Field("first", "From", first, hint, labels),
            Field("last", "To", last, "the last period of the span that stands for how it was", labels),
            Field("why", "Why", "", "such as: before the winter; it stays in the history"),
        ),
        read,
        ("The limits then rest on these periods only, and what came later is held against them.",),
    )


class Split(Struct, frozen=True):
    """An event at which limits start anew, or no longer do, and why."""

    event: ChartNote
    why: str


def split_form(metric: str, events: Sequence[ChartNote], proposed: ChartNote | None, writing: Writing) -> Form[Split]:
    """At which event the process is another one."""
    numbered = {str(number): one for number, one in enumerate(events, 1)}

    def event(text: str) -> ChartNote:
        if text not in numbered:
            raise ValueError(f"type the number of an event, 1 to {len(events)}")
        return numbered[text]

    def read(texts: Texts) -> Split:
        reader = FieldReader(texts, date.min)
        chosen = reader.read("event", event, events[0])
        why = reader.name("why", 10_000)
        reader.done()
        return Split(chosen, why)

    told = [
        f"({number}) {writing.day(one.date)} {one.text}"
        + (", limits start anew there: choose it to join them" * one.splits)
        for number, one in numbered.items()
    ]
    first = next((number for number, one in numbered.items() if one is proposed), next(iter(numbered)))
    return Form(
        f"split-{metric}",
        f"Let limits start anew: {metric}",
        (
            Field("event", "Event", first, "its number in the chart"),
            Field("why", "Why", "", "what is another process since; a split without a reason hides a signal"),
        ),
        read,
        tuple(told),
    )


def _confidence(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > 10:
        raise ValueError("type 0 to 10, or nothing")
    return int(text)
