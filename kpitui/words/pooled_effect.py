"""What coaching did over all sessions, in words and as a table."""

from collections.abc import Iterator

from kpitui.domain.coaching_effect import (
    FEWEST_AFTER,
    FEWEST_BEFORE,
    CoachingEffect,
)
from kpitui.domain.effect_course import Course
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.views.pooled_effect import FEWEST_SESSIONS, Pool, PooledEffect
from kpitui.words.figures import Figure
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.speech import Speech

HEADS = ("sessions", "better", "coached", "not coached", "ahead by")
NOTHING_YET = (
    f"No session can be judged yet: it needs {FEWEST_BEFORE} periods before, "
    f"{FEWEST_AFTER} after, and one agent of the team or more who was not coached."
)
HOW = "3 records coaching sessions."
TOO_FEW = f"too few to say (fewer than {FEWEST_SESSIONS})"
TOO_FEW_SESSIONS = f"too few sessions to say (fewer than {FEWEST_SESSIONS})"
SCALE = "Medians; 1 is the size of an agent's usual ups and downs."
HOW_TO_READ = "How to read it"
EXPLAINED = (
    "better: gained more than those not coached.",
    "coached, not coached: the median change of each.",
    "ahead by: half gained at least so much more than those not coached; not the difference of the "
    "two medians.",
)
SESSIONS = "Session"
UNUSUAL = 0.05
"""A split that chance makes less often than this is called more, or less, than chance."""


def overall(found: PooledEffect, speech: Speech) -> Iterator[Line]:
    """The answer in one line, its figures in another, and of what they are."""
    yield verdict(found, speech)
    if told := figures(found, speech):
        yield line("; ".join(f"{figure.label} {figure.value.text}" for figure in told))
        yield line(muted(SCALE))
    yield from counted(found)


def verdict(found: PooledEffect, speech: Speech) -> Line:
    """Whether coached agents changed more than those not coached more often than by chance."""
    pool = found.overall
    if not pool.results:
        return line(NOTHING_YET if speech.sees_words else WORDS_HELD_BACK)
    if not pool.enough:
        return line(strong(f"{_count(pool.sessions, 'session')}: {TOO_FEW}"))
    of = "session" if pool.results == pool.sessions else "result"
    said = f"Better than those not coached in {pool.better} of {_count(pool.results, of)}"
    return line(strong(f"{said}: {_beside_chance(pool)}"))


def figures(found: PooledEffect, speech: Speech) -> list[Figure]:
    """The key figures, where there are enough sessions for any."""
    pool = found.overall
    if not pool.enough:
        return []
    told = [
        Figure(Span(str(pool.sessions)), "sessions"),
        Figure(strong(sigma(pool.coached, speech)), "coached"),
        Figure(Span(sigma(pool.not_coached, speech)), "not coached"),
    ]
    if pool.difference is not None:
        told.append(Figure(Span(sigma(pool.difference, speech)), "ahead by"))
    return told


def counted(found: PooledEffect) -> Iterator[Line]:
    """Whose sessions are counted, and how many results wait."""
    if found.of_teams:
        yield line(muted("Of the sessions with agents of your teams."))
    if found.waiting:
        yield line(
            muted(
                f"{_count(found.waiting, 'result')} not counted: too little before or after, or no "
                "one to compare"
            )
        )


def _beside_chance(pool: Pool) -> str:
    if pool.chance >= UNUSUAL:
        return "as often as chance would"
    return f"{'more' if pool.better > pool.worse else 'less'} often than chance"


def _results(pool: Pool) -> str:
    sessions = _count(pool.sessions, "session")
    return sessions if pool.results == pool.sessions else f"{pool.results} results ({sessions})"


def groups(found: PooledEffect) -> Iterator[tuple[str, list[Pool]]]:
    """The heads of the tables, and their rows."""
    yield "Session type", found.by_kind
    yield "Metric", found.by_metric
    if found.by_strategy:
        yield "Strategy", found.by_strategy


def cells(pool: Pool, speech: Speech) -> tuple[str, ...]:
    """What stands in a row behind the name, below `HEADS`."""
    if not pool.enough:
        return (str(pool.sessions), "too few", "-", "-", "-")
    return (
        str(pool.sessions),
        f"{pool.better} of {pool.results}",
        sigma(pool.coached, speech),
        sigma(pool.not_coached, speech),
        sigma(pool.difference, speech),
    )


def session_cells(effect: CoachingEffect, speech: Speech) -> tuple[str, ...]:
    """The same of one session and metric, of which nothing is counted."""
    changes = (effect.gain, effect.peers_gain, effect.ahead)
    return ("", "", *(sigma(change, speech) for change in changes))


def course_says(pool: Pool | None, course: Course) -> str:
    """What the chart of several sessions shows."""
    of = f"{pool.name}: m" if pool else "M"
    few = f"; {TOO_FEW_SESSIONS}" if pool and not pool.enough else ""
    results = _results(pool) if pool else _count(course.sessions, "result")
    return f"{of}edian of {results}, in usual ups and downs; up is better{few}"


def sigma(value: float | None, speech: Speech) -> str:
    """A change in the usual ups and downs of an agent (sigma), with its sign."""
    if value is None:
        return "-"
    text = f"{value:+.2f}"
    return text.replace(".", ",") if speech.writing.decimal_comma else text


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
