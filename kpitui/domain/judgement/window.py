"""Which periods are judged, however many there are and whatever is drawn."""

from datetime import date

from kpitui.domain.periods import CALENDAR, AsOf, Calendar, PeriodKind, first_day, period_of

WINDOW = {
    PeriodKind.DAY: 365,
    PeriodKind.WEEK: 156,
    PeriodKind.MONTH: 36,
    PeriodKind.QUARTER: 24,
}
"""So many finished periods: three years, of days one; and never fewer than 24."""

FEWEST_PERIODS = 24
"""Where the window holds fewer periods with a value, it ends with the last one, and reaches back
until it holds so many.
"""


def window_start(kind: PeriodKind, as_of: AsOf, calendar: Calendar = CALENDAR) -> date:
    """The first day of the periods that are judged on a day."""
    running = not as_of.finished(period_of(as_of.day, kind, calendar))
    return first_day(kind, as_of, WINDOW[kind] + int(running), calendar)
