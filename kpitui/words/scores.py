"""What is said of a score."""

from kpitui.domain.records.metric import Definition
from kpitui.domain.sheet_score import Score
from kpitui.words.speech import Speech


def score_words(score: Score, metric: Definition, speech: Speech) -> str:
    """A score in a few words: `85 %`, `0 % (82 % without the critical question “…”)`."""
    if score.score is None:
        return "no score, as no question applies"
    value = speech.value(score.score, metric)
    if not score.failed:
        return value
    without = speech.value(score.unfailed, metric)
    which = ", ".join(f"“{one.text}”" for one in score.failed)
    plural = "s" if len(score.failed) > 1 else ""
    return f"{value} ({without} without the critical question{plural} {which})"


def scored_said(
    score: Score, person: str, reference: str, metric: Definition, speech: Speech
) -> str:
    """That a contact was scored, in a line."""
    contact = f", contact {reference}" if reference else ""
    return f"Scored {person}{contact}: {score_words(score, metric, speech)}"
