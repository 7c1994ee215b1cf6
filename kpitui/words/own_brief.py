"""The three lines of a login message of a member: how they stand, what is due of them, and what
they have not seen yet.
"""

from collections.abc import Iterator

from kpitui.views.coaching import OpenLine
from kpitui.views.person import PersonPage
from kpitui.words.brief import names_of, part
from kpitui.words.speech import Speech


def own_lines(page: PersonPage, speech: Speech) -> tuple[str, str, str]:
    """The lines of the person whose page it is."""
    due = [*_due(page, speech)]
    names = {expectation.metric.id: expectation.metric.name for expectation in page.expectations}
    news = [names[one] for one, notices in page.notices.items() if notices.unseen and one in names]
    unconfirmed = [
        speech.day(session.session.date)
        for session in page.sessions
        if session.session.acknowledged_at is None
    ]
    return (
        f"standards clearly below: {names_of(_standing(page, 'clearly below'))}"
        f"{part('below', _standing(page, 'below'))}",
        f"actions and follow-ups due: {names_of(due)}",
        f"new levels to see: {names_of(news)}{part('sessions to confirm', unconfirmed)}",
    )


def _standing(page: PersonPage, status: str) -> list[str]:
    return [
        expectation.metric.name for expectation in page.expectations if expectation.status == status
    ]


def _due(page: PersonPage, speech: Speech) -> Iterator[str]:
    due = [line for line in page.open if line.due_on and line.due_on <= page.as_of.day]
    for line in sorted(due, key=lambda line: line.due_on or page.as_of.day):
        yield f"{_what(line)} since {speech.day(line.due_on)}"


def _what(one: OpenLine) -> str:
    return one.action.text if one.action else f"follow-up with {one.of.coach_now}"
