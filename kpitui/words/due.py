"""What is due of whom."""

from kpitui.views.due import DueSubject
from kpitui.words.spans import Line, line, strong
from kpitui.words.speech import Speech


def due_readings(one: DueSubject, speech: Speech) -> Line:
    """Of whom readings are due, and when each was read last."""
    name = f"{one.name} ({one.team or 'no team'})" if one.person_id is not None else one.name
    metrics = ", ".join(
        f"{due.metric.name} ({f'last {speech.day(due.last_on)}' if due.last_on else 'never'})"
        for due in one.readings
    )
    return line(strong(name), f": {metrics}")
