"""What is due of whom."""

from collections.abc import Callable
from datetime import date

from kpitui.domain.numbers import counted
from kpitui.views.due import DueSubject
from kpitui.views.evaluations_due import EvaluationDue
from kpitui.words.spans import Line, line, muted, strong
from kpitui.words.speech import Speech


def due_readings(one: DueSubject, speech: Speech) -> Line:
    """Of whom readings are due, and when each was read last."""
    name = f"{one.name} ({one.team or 'no team'})" if one.person_id is not None else one.name
    metrics = ", ".join(
        f"{due.metric.name} ({f'last {speech.day(due.last_on)}' if due.last_on else 'never'})"
        for due in one.readings
    )
    return line(strong(name), f": {metrics}")


def evaluation_due(one: EvaluationDue, speech: Speech) -> Line:
    """Who has too few evaluations this month, and which contact is scored next."""
    whose = f"{one.name} ({one.team or 'no team'})"
    return line(strong(whose), ": ", *evaluations_missing(one, speech.day))


def evaluations_missing(one: EvaluationDue, day: Callable[[date], str]) -> Line:
    """The same without the name: “1 of 4 calls this month (Quality of communication); contact 8843
    of 2026-11-24, drawn at random”, its `day` in the words of the place.
    """
    said = f"{one.count} of {counted(one.asked, one.noun)} this {one.within}"
    drawn = ""
    if one.contact is not None:
        drawn = f"; contact {one.contact.reference} of {day(one.contact.date)}"
    random = muted(", drawn at random") if drawn else ""
    return line(said, muted(f" ({one.metric.name})"), drawn, random)


def evaluations_in_columns(one: EvaluationDue, day: Callable[[date], str]) -> Line:
    """The same below a head that says of which month, what counts most first: “1 of 4 calls, next
    contact 8843 of 24 Nov”.
    """
    contact = one.contact
    next_one = f", next contact {contact.reference} of {day(contact.date)}" if contact else ""
    random = ", drawn at random" if contact else ""
    said = f"{one.count} of {counted(one.asked, one.noun)}{next_one}"
    return line(said, muted(f"  {one.metric.name}{random}"))


def evaluation_in_list(one: EvaluationDue, speech: Speech) -> Line:
    """The same in a list of many: “Helen Marsh  1 of 4 calls, contact 8843 of 2026-11-24”."""
    contact = one.contact
    drawn = f", contact {contact.reference} of {speech.day(contact.date)}" if contact else ""
    return line(strong(one.name), f"  {one.count} of {counted(one.asked, one.noun)}", muted(drawn))


def evaluations_in_brief(one: EvaluationDue) -> str:
    """Who has how many of those asked for."""
    return f"{one.name} {one.count} of {one.asked}"
