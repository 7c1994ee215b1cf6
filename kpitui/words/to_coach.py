"""Who is to be coached, and why, in words."""

from collections.abc import Iterator

from kpitui.domain.coaching_rhythm import Because, Rhythm, every
from kpitui.domain.numbers import counted
from kpitui.domain.periods import short_day
from kpitui.domain.sizes_words import together_words
from kpitui.views.to_coach import Below, Coached, ToCoach, Why
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong, text_of
from kpitui.words.speech import Speech

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
    return f"{every(one.days)}{_WHILE[one.because] if one.because else ''}"


def standing(one: Coached, speech: Speech) -> str:
    """When someone was coached last and how often they are: “coached 12 days ago, every 14
    days”.
    """
    said = "not coached yet"
    if one.last_on is not None:
        ago = (speech.today - one.last_on).days
        said = {0: "coached today", 1: "coached yesterday"}.get(ago, f"coached {ago} days ago")
    return f"{said}, {rhythm(one.rhythm)}" if one.rhythm else said


def days_over(one: Coached, speech: Speech) -> str:
    """For how long coaching has been due: “12 days over”, “due today”; empty where it is not."""
    days = one.days_over(speech.today)
    if days is None:
        return ""
    return f"{counted(days, 'day')} over" if days else "due today"


def standing_line(one: Coached, speech: Speech) -> Line:
    """The same on a page, with for how long it has been due."""
    over = days_over(one, speech)
    return line(standing(one, speech), Span(f"; {over}" if over else "", "warning"))


def cells(one: ToCoach, speech: Speech) -> tuple[Line, ...]:
    """Someone to be coached in columns: since when it is due, the first reason, who, and all
    reasons.
    """
    mark = Span("! " if speech.late(one.due_on) else "  ", "warning")
    said = "; ".join(text_of(each) for each in reasons(one, speech, brief=True))
    return (
        line(mark, speech.day(one.due_on)), line(KINDS[one.reasons[0]]), line(strong(one.name)),
        line(said),
    )  # fmt: skip


def reasons(one: ToCoach, speech: Speech, *, brief: bool = False) -> Iterator[Line]:
    """Why someone is to be coached, a line each, what counts most first; `brief` leaves out what
    makes them clearly below.
    """
    for why in one.reasons:
        if why is Why.OVERDUE:
            over = Span(days_over(one.coached, speech), "warning")
            yield line(over, f": {standing(one.coached, speech)}")
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
    said = together_words(one.metric, found.value, sums, periods, decimal_comma=comma)
    return line(Span("clearly below", "status:clearly below"), f" {one.metric.name}",
                "" if brief else f": {said}")  # fmt: skip


def _follow_ups(one: ToCoach, speech: Speech) -> Iterator[Line]:
    for each in one.follow_ups:
        session = each.of.session
        agreed = " ".join((session.agreed or each.of.about).split())
        yield line(f"follow-up due {speech.day(each.due_on)}", f": {agreed}" if agreed else "")


def section(one: ToCoach, speech: Speech) -> Section:
    """The reasons below their head."""
    return Section("Why now", tuple(reasons(one, speech)))


def to_coach(one: ToCoach, speech: Speech) -> Line:
    """Someone to be coached in a line: name, team, and all reasons."""
    mark = Span("! " if speech.late(one.due_on) else "  ", "warning")
    said: list[str | Span | Line] = [mark, strong(one.name), muted(f" ({one.team or 'no team'})")]
    for place, each in enumerate(reasons(one, speech)):
        said += ["; " if place else ": ", each]
    return line(*said)
