"""Who is to be coached, and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.coaching_rhythm import Because, Rhythm, every
from kpitui.domain.numbers import counted
from kpitui.domain.periods import short_day
from kpitui.domain.sizes_words import together_words
from kpitui.views.to_coach import Below, Coached, ToCoach, Why
from kpitui.words import coaching
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong, text_of
from kpitui.words.weakest import HEAD, basis, question, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kpitui.views.coaching import OpenLine, SessionLine
    from kpitui.views.weakest import Weakest
    from kpitui.words.speech import Speech

WHY_NOW = "Why now"
QUESTIONS_SHOWN = 3
KINDS = {
    Why.OVERDUE: "overdue",
    Why.BELOW: "below",
    Why.NEW: "new",
    Why.FOLLOW_UP: "follow-up",
}
"""Each reason in one column."""

_WHILE = {Because.NEW: " while new", Because.BELOW: " while clearly below a standard"}


def rhythm(one: Rhythm) -> str:
    """A rhythm, and why it is that of someone: “every 7 days while new”."""
    return f"{every(one.days)}{_while(one)}"


def _while(one: Rhythm) -> str:
    return _WHILE[one.because] if one.because else ""


def standing(one: Coached, day: date, *, brief: bool = False) -> str:
    """When someone was coached last and how often they are: “coached 12 days ago, every 14
    days”; `brief` says the unit once.
    """
    said = "not coached yet"
    if one.last_on is not None:
        ago = (day - one.last_on).days
        said = {0: "coached today", 1: "coached yesterday"}.get(ago, f"coached {ago} days ago")
        if brief and ago > 1 and one.rhythm and one.rhythm.days > 1:
            return f"{said}, every {one.rhythm.days}{_while(one.rhythm)}"
    return f"{said}, {rhythm(one.rhythm)}" if one.rhythm else said


def days_over(one: Coached, day: date) -> str:
    """For how long coaching has been due: “12 days overdue”, “due today”; empty where it is not."""
    days = one.days_over(day)
    if days is None:
        return ""
    return f"{counted(days, 'day')} overdue" if days else "due today"


def standing_line(one: Coached, day: date) -> Line:
    """The same on a page, with for how long it has been due."""
    over = days_over(one, day)
    return line(standing(one, day), Span(f"; {over}" if over else "", "warning"))


def cells(one: ToCoach, speech: Speech) -> tuple[Line, ...]:
    """Someone to be coached in columns: since when it is due, the first reason, who, and all
    reasons.
    """
    mark = Span("! " if speech.late(one.due_on) else "  ", "warning")
    said = "; ".join(text_of(each) for each in reasons(one, speech, brief=True))
    if one.only_follow_up and (asked := _asked(one.follow_ups[0])):
        said = asked  # its day and that it is a follow-up stand in columns of their own
    coached = standing(one.coached, speech.today, brief=True)
    return (
        line(mark, speech.day(one.due_on)), line(KINDS[one.reasons[0]]), line(strong(one.name)),
        line(said, muted(f"  {coached}")) if said else line(coached),
    )  # fmt: skip


def reasons(one: ToCoach, speech: Speech, *, brief: bool = False) -> Iterator[Line]:
    """Why someone is to be coached, a line each, what counts most first; `brief` leaves out since
    when they are overdue, which columns say, and what makes them clearly below.
    """
    for why in one.reasons:
        if why is Why.OVERDUE:
            over = Span(days_over(one.coached, speech.today), "warning")
            if not brief:
                yield line(over, f": {standing(one.coached, speech.today)}")
        elif why is Why.BELOW:
            yield from (_below(each, speech, brief=brief) for each in one.below)
        elif why is Why.NEW:
            since = short_day(one.coached.first_day, speech.today)
            yield line(f"new since {since}, not coached yet")
        else:
            yield from _follow_ups(one, speech)


def _below(one: Below, speech: Speech, *, brief: bool) -> Line:
    found, comma = one.evidence, speech.writing.decimal_comma
    sums, periods = found.together.sums, len(found.periods)
    noun = speech.noun(one.metric)
    said = together_words(one.metric, found.value, sums, periods, noun=noun, decimal_comma=comma)
    return line(Span("clearly below", "status:clearly below"), f" {one.metric.name}",
                "" if brief else f": {said}")  # fmt: skip


def _follow_ups(one: ToCoach, speech: Speech) -> Iterator[Line]:
    for each in one.follow_ups:
        asked = _asked(each)
        yield line(f"follow-up due {speech.day(each.due_on)}", f": {asked}" if asked else "")


def _asked(one: OpenLine) -> str:
    return " ".join(coaching.asked(one).split())


def section(one: ToCoach, speech: Speech) -> Section:
    """The reasons below their head."""
    return Section(WHY_NOW, tuple(reasons(one, speech)))


def before(sessions: Sequence[SessionLine], one: ToCoach | None, speech: Speech) -> list[Line]:
    """What stands above a session: why it is held now, where they are to be coached, the last
    session, and what is open of all of them; `sessions` come newest first.
    """
    told = [*coaching.before(sessions, speech)]
    if one is None:
        return told
    said = "; ".join(text_of(each) for each in reasons(one, speech))
    return [line(f"{WHY_NOW.lower()}: {said}"), *told]


def evidence(one: ToCoach | None, weakest: Weakest | None, speech: Speech) -> Iterator[Section]:
    """What stands beside the fields of a session with someone who is to be coached: the questions
    of call sheets that they are weakest on.
    """
    if one is None:
        return
    if weakest is not None and (weak := [*rows(weakest.weak)][:QUESTIONS_SHOWN]):
        yield Section(f"{HEAD}, {basis(weakest)}", tuple(map(question, weak)))


def to_coach(one: ToCoach, speech: Speech) -> Line:
    """Someone to be coached in a line: since when, name, team, and all reasons."""
    mark = Span("! " if speech.late(one.due_on) else "  ", "warning")
    day = f"{speech.day(one.due_on)}  " if one.due_on else ""
    team = muted(f" ({one.team or 'no team'})")
    said: list[str | Span | Line] = [mark, day, strong(one.name), team]
    for place, each in enumerate(reasons(one, speech)):
        said += ["; " if place else ": ", each]
    return line(*said)
