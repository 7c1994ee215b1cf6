"""What someone reads of a standard of theirs: what it is, why it matters, what is new about it,
and what they asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.views.level_notices import NO_NOTICES, LevelNotice, MetricNotices, QuestionLine
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted, strong
from kpitui.words.standards import times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpitui.domain.records.metric import Metric
    from kpitui.domain.records.seen_level import SeenLevel
    from kpitui.views.expectations import Expectation
    from kpitui.views.person import PersonPage
    from kpitui.words.speech import Speech

YOUR_STANDARDS = "Your standards"
NOTHING_EXPECTED = "No standard is set for you yet; your leader sets them."
KPI_HEADS = ("company", "target", "you")


def standing(page: PersonPage) -> Line:
    """How many of the standards are met, and how many levels are new."""
    counted = len(page.expectations)
    if not counted:
        return ()
    met = sum(1 for expectation in page.expectations if expectation.verdict is PersonVerdict.MET)
    new = sum(len(notice.unseen) for notice in page.notices.values())
    levels = f"{new} new level{'s' if new > 1 else ''}  " if new else ""
    return line(Span(levels, "warning"), muted(f"{met} of {counted} met"))


def about(one: Expectation, page: PersonPage, speech: Speech) -> Iterator[Line]:
    """Everything about a standard below its row, a line each."""
    metric, notices = one.metric, page.notices.get(one.metric.id, NO_NOTICES)
    news = [notice for notice in notices.news if not notice.by_self]
    for notice in news:
        yield new_level(notice, metric, speech)
    if metric.definition:
        yield line(muted("What it is: "), " ".join(metric.definition.split()))
    if why := why_it_matters(one, page):
        yield line(muted("Why it matters: "), why)
    else:
        yield line(muted("Whose: "), whose_standard(one, page))
    told_as_new = {notice.change.level.starts_on for notice in news if notice.coming}
    for said in times(one.times, metric, speech):
        if one.times.coming is None or one.times.coming.since not in told_as_new:
            yield line(said[:1].upper() + said[1:])
    if one.sizes:
        yield line(muted(one.sizes))
    yield from questions(notices, speech, you=page.own)


def why_it_matters(one: Expectation, page: PersonPage) -> str:
    """The strategy that the metric serves or guards; empty where there is none."""
    lines = [kpi.line for kpi in page.kpis]
    for kpi in lines:
        if kpi.metric.id == one.metric.id:
            return f"it serves the strategy “{kpi.strategy.title}”"
    for kpi in lines:
        if one.metric.id in kpi.strategy.guard_ids:
            return f"it must not get worse while “{kpi.strategy.title}” goes on"
    return ""


def whose_standard(one: Expectation, page: PersonPage) -> str:
    """Whose standard it is."""
    standard = one.standard
    scope = one.times.now.scope if one.times.now else ""
    if standard.person_id is not None:
        return "your own standard" if page.own else f"the standard of {scope}"
    if standard.team_id is None and standard.role_id is None:
        return "everyone's standard"
    return f"the standard of {scope}"


def new_level(notice: LevelNotice, metric: Metric, speech: Speech) -> Line:
    """A level that is news: since or from when, what, and what it was before."""
    change = notice.change
    day, level = speech.day(change.level.starts_on), speech.range(change.level.level, metric)
    said = f"New level {'from' if notice.coming else 'since'} {day}: {level}"
    before = f" (before {speech.range(change.before, metric)})" if change.before else ""
    return line(Span(f"! {said}", "warning"), before, muted(_told(notice, speech)))


def _told(notice: LevelNotice, speech: Speech) -> str:
    if notice.seen is None:
        return ""
    return f"; {notice.seen.seen_by} noted {speech.day_of(notice.seen.seen_at)} that it was told"


def news(page: PersonPage, speech: Speech) -> Iterator[Line]:
    """What is new to someone and not seen, and what they asked, each with its metric, for others
    who look at the page.
    """
    for expectation in page.expectations:
        notices = page.notices.get(expectation.metric.id, NO_NOTICES)
        name = strong(f"{expectation.metric.name}: ")
        for notice in notices.news:
            if notice.seen is None:
                yield line(
                    name, new_level(notice, expectation.metric, speech), muted("; not seen yet")
                )
            elif not notice.by_self:
                yield line(name, new_level(notice, expectation.metric, speech))
        for said in questions(notices, speech, you=False):
            yield line(name, said)


def questions(notices: MetricNotices, speech: Speech, *, you: bool) -> Iterator[Line]:
    """What was asked about the levels of a metric, each with its answer."""
    for asked in notices.asked:
        yield from question(asked, speech, you=you)


def question(asked: SeenLevel, speech: Speech, *, you: bool) -> Iterator[Line]:
    """A question, and its answer or that there is none yet."""
    who = "You asked" if you else "Asked"
    yield line(muted(f"{who} {speech.day_of(asked.seen_at)}: "), asked.question)
    if asked.open:
        yield line(muted("Not answered yet."))
    else:
        day = speech.day_of(asked.answered_at)
        yield line(muted(f"{asked.answered_by} answered {day}: "), asked.answer)


def question_due(one: QuestionLine, speech: Speech) -> Line:
    """A question among what is due for coaches: since when, who asks what, about which level."""
    return line(
        Span("! " if speech.late(one.day) else "  ", "warning"),
        muted(f"{speech.day(one.day)}  "),
        strong(one.person),
        f"  asks: {one.asked.question}",
        muted(f"  {level_asked(one, speech)}"),
    )


def question_cells(one: QuestionLine, speech: Speech) -> tuple[Line, ...]:
    """The same in columns: since when, what it is, who asks, what about which level."""
    mark = Span("! " if speech.late(one.day) else "  ", "warning")
    return (
        line(mark, speech.day(one.day)), line("question"), line(strong(one.person)),
        line(one.asked.question, muted(f"  {level_asked(one, speech)}")),
    )  # fmt: skip


def asked_section(one: QuestionLine, speech: Speech) -> Section:
    """A question in full, and about which level it is."""
    return Section("Question", (line(one.asked.question), line(muted(level_asked(one, speech)))))


def level_asked(one: QuestionLine, speech: Speech) -> str:
    """Which level a question is about."""
    level = speech.range(one.asked.level, one.metric)
    return f"{one.metric.name} {level} from {speech.day(one.asked.starts_on)}"


def answer_command(one: QuestionLine) -> str:
    """How a question is answered on the command line."""
    return f"kpitui answer --question {one.asked.id} TEXT"
