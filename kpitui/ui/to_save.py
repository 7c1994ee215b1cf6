"""What is typed on a sheet on its way into the file: what is asked about it first, and what is made of it."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.metrics import Metric
from kpitui.domain.readings import ReadingDraft, RecordedReading, typed_over
from kpitui.domain.sanity import Doubt
from kpitui.ui.workplace import Workplace
from kpitui.views.same_day import Standing


class TypedValue(Struct, frozen=True):
    """A typed text, whose it is, and what it makes; `over` is the reading that its cell showed."""

    subject: str
    metric: Metric
    text: str
    doubt: Doubt | None
    draft: ReadingDraft | None
    over: Standing | None = None


class Reason(StrEnum):
    """Why a value is asked about."""

    REFUSED = "refused"
    UNUSUAL = "unusual"
    STANDS = "stands"


class Asked(Struct, frozen=True):
    """A value that is asked about before it is saved, and why."""

    kind: Reason
    subject: str
    metric: str
    text: str
    reason: str


class ToSave(Struct, frozen=True):
    """New readings with the ids of those known to stand beside them, corrections, voids, and the changes in words."""

    drafts: list[ReadingDraft]
    known: list[frozenset[int]]
    corrections: list[tuple[RecordedReading, ReadingDraft]]
    voids: list[RecordedReading]
    changed: list[str]


def asked_about(
    values: Sequence[TypedValue], standing: Sequence[Sequence[Standing]], workplace: Workplace
) -> list[Asked]:
    """What is to be asked, the refused first; a value typed over one that its cell shows is a correction."""
    found: list[Asked] = []
    for value, others in zip(values, standing, strict=True):
        whose = value.subject, value.metric.name, value.text
        if value.doubt is not None:
            kind = Reason.REFUSED if value.doubt.refused else Reason.UNUSUAL
            found.append(Asked(kind, *whose, value.doubt.sentence))
        if others and value.over is None:
            found.append(Asked(Reason.STANDS, *whose, _already(value.metric, others, workplace)))
    return sorted(found, key=lambda one: list(Reason).index(one.kind))


def _already(metric: Metric, others: Sequence[Standing], workplace: Workplace) -> str:
    shown = [f"{_shown(one.recorded.draft, metric, workplace)} by {one.who}" for one in others]
    return f"that day has {' and '.join(shown)}"


def to_save(
    values: Sequence[TypedValue], standing: Sequence[Sequence[Standing]], workplace: Workplace, *, replaces: bool
) -> ToSave:
    """What the values make; with `replaces` they take the place of what stands for their day, else they are added."""
    made = ToSave([], [], [], [], [])
    for value, others in zip(values, standing, strict=True):
        if value.draft is None:
            continue
        over = value.over or (others[-1] if others and replaces else None)
        if over is None:
            made.drafts.append(value.draft)
            made.known.append(frozenset(one.recorded.id for one in others))
            continue
        new = typed_over(over.recorded.draft, value.draft)
        made.corrections.append((over.recorded, new))
        made.changed.append(_changed(value, over.recorded.draft, new, workplace))
        if value.over is None:
            made.voids.extend(one.recorded for one in others[:-1])
    return made


def _changed(value: TypedValue, old: ReadingDraft, new: ReadingDraft, workplace: Workplace) -> str:
    """What became of a reading: 6:32 → 6:20 (n=187 kept) for Helen Frost, Average handle time."""
    assert value.draft is not None
    before, after = (_shown(one, value.metric, workplace) for one in (old, new))
    kept = [f"n={new.n}"] if new.n is not None and value.draft.n is None else []
    kept += ["note"] if new.note and not value.draft.note else []
    said = f"{before} → {after}" + (f" ({', '.join(kept)} kept)" if kept else "")
    return f"{said} for {value.subject}, {value.metric.name}"


def _shown(draft: ReadingDraft, metric: Metric, workplace: Workplace) -> str:
    if draft.not_applicable:
        return "not applicable"
    if draft.numerator is not None and draft.denominator is not None:
        return workplace.ratio(draft.numerator, draft.denominator)
    return workplace.value(draft.value, metric)
