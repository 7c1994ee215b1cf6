"""All there is to say of one decision, grouped under small heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.words import decisions
from kpitui.words.sections import Section
from kpitui.words.spans import Span, line, muted, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpitui.views.decisions import DecisionLine
    from kpitui.words.speech import Speech


def sections(one: DecisionLine, speech: Speech) -> Iterator[Section]:
    """What, who and by when; what the KPI did since; and why it was decided."""
    of, review = one.decision, one.review
    day = f"by {speech.day(of.due_on)}" if of.due_on else "no day"
    yield Section(
        "",
        (
            line(title(" ".join(of.text.split())), muted(f"  {one.metric.name}")),
            line(of.who or "no one", f", {day}: ", decisions.done(one, speech)),
        ),
    )
    held = decisions.held_against(one, speech)
    limits = [line(muted(f"{decisions.JUDGED_AGAINST} {held}"))] if held else []
    yield Section(decisions.KPI_SINCE, (line(decisions.moved(one, speech)), *limits))
    comment = " ".join(review.comment.split())
    seen = [line(muted(f"seen then: {speech.words(review.seen)}"))] if review.seen else []
    said = line(Span(review.decision.value, "strong"), f": {comment}" if comment else "")
    yield Section(f"Decided {speech.day(review.date)} by {review.by}", (said, *seen))
