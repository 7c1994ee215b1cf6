"""What is typed on a sheet on its way into the file: what is asked about it first, and what is made
of it.
"""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.readings import ReadingDraft, typed_over
from kpitui.domain.records.metric import Metric
from kpitui.domain.same_day import Placed, kept_and_dropped, placed, standing_said
from kpitui.domain.sanity import Doubt
from kpitui.ui.app_context import AppContext
from kpitui.views.same_day import StandingReading

SCORE_STAYS = "it is the score of a call sheet; clear what you typed, S scores another contact"


class TypedValue(Struct, frozen=True):
    """A typed text, whose it is, and what it makes; `over` is the reading that its cell showed."""

    subject: str
    metric: Metric
    text: str
    doubt: Doubt | None
    draft: ReadingDraft | None
    over: StandingReading | None = None


class Reason(StrEnum):
    """Why a value is asked about."""

    REFUSED = "refused"
    UNUSUAL = "unusual"
    STANDS = "stands"
    SCORED = "scored"
    """A call sheet has the score of that day: it can be added to, not replaced."""


class AskedValue(Struct, frozen=True):
    """A value that is asked about before it is saved, and why."""

    kind: Reason
    subject: str
    metric: str
    text: str
    reason: str


def asked_about(
    values: Sequence[TypedValue], standing: Sequence[Sequence[StandingReading]], context: AppContext
) -> list[AskedValue]:
    """What is to be asked, the refused first; a value typed over one that its cell
    shows is a correction.
    """
    found: list[AskedValue] = []
    for value, others in zip(values, standing, strict=True):
        whose = value.subject, value.metric.name, value.text
        if value.doubt is not None:
            kind = Reason.REFUSED if value.doubt.refused else Reason.UNUSUAL
            found.append(AskedValue(kind, *whose, value.doubt.sentence))
        if others and value.over is None:
            kind = Reason.SCORED if any(other.scored for other in others) else Reason.STANDS
            found.append(AskedValue(kind, *whose, _already(value.metric, others, context)))
        elif value.over is not None and value.over.scored:
            found.append(AskedValue(Reason.REFUSED, *whose, SCORE_STAYS))
    return sorted(found, key=lambda value: list(Reason).index(value.kind))


def _already(metric: Metric, others: Sequence[StandingReading], context: AppContext) -> str:
    shown = [f"{_shown(other.recorded.draft, metric, context)} by {other.who}" for other in others]
    scored = ", scored on a call sheet" if any(other.scored for other in others) else ""
    return f"that day has {standing_said(shown)}{scored}"


def to_save(
    values: Sequence[TypedValue], standing: Sequence[Sequence[StandingReading]], *, replaces: bool
) -> list[tuple[TypedValue, Placed]]:
    """What each value makes; with `replaces` it takes the place of what stands for its day, else it
    is added.
    """
    made = []
    for value, others in zip(values, standing, strict=True):
        if value.draft is None:
            continue
        if value.over is not None:
            old = value.over.recorded
            made.append((value, Placed(typed_over(old.draft, value.draft), old)))
            continue
        # A cell has one value, so nothing of this sheet overtakes it; what was not asked about must
        # not stand there.
        (one,) = placed(
            [value.draft],
            [[other.recorded for other in others]],
            replaces=replaces if others else None,
        )
        assert one is not None
        made.append((value, one))
    return made


def changes_in_words(made: Sequence[tuple[TypedValue, Placed]], context: AppContext) -> list[str]:
    """What became of each reading that was replaced: 6:32 → 6:20 (n=187 kept) for Helen Frost,
    Average handle time.
    """
    return [
        _changed(value, one.over.draft, one.draft, context)
        for value, one in made
        if one.over is not None
    ]


def _changed(value: TypedValue, old: ReadingDraft, new: ReadingDraft, context: AppContext) -> str:
    assert value.draft is not None
    before, after = (_shown(draft, value.metric, context) for draft in (old, new))
    comma = context.config.decimal_comma
    sizes = kept_and_dropped(old, new, value.draft, value.metric, decimal_comma=comma)
    return f"{before} → {after}{sizes} for {value.subject}, {value.metric.name}"


def _shown(draft: ReadingDraft, metric: Metric, context: AppContext) -> str:
    if draft.not_applicable:
        return "not applicable"
    if draft.numerator is not None and draft.denominator is not None:
        return context.ratio(draft.numerator, draft.denominator, metric)
    return context.value(draft.value, metric)
