"""A calendar as other programs read it: iCalendar (RFC 5545), all-day events with ids that stay."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from icalendar import Alarm, Calendar
from icalendar import Event as CalendarEvent

from kpitui.domain.text import printable
from kpitui.views.calendar import CalendarOfFile, DatedEvent

REMINDED_AT = timedelta(hours=9)
"""When the day begins on which something is due, for a reminder."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def calendar_text(found: CalendarOfFile, *, mine: bool = False) -> str:
    """The calendar; equal files give equal calendars. One's own (`mine`) reminds in the morning.

    Events and no to-dos, as the calendars of Outlook and Google show none of those. What is done
    or no longer due is cancelled, so that the next import takes it out.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//kpitui//kpitui {version('kpitui')}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "kpitui: mine" if mine else "kpitui")
    for event in found.events:
        calendar.add_component(_event(event, found, remind=mine and not event.cancelled))
    # Line ends of its own: a text of a file must not be translated again.
    return str(calendar.to_ical(), "utf-8")


def _event(one: DatedEvent, found: CalendarOfFile, *, remind: bool) -> CalendarEvent:
    event = CalendarEvent()
    changed = one.changed_at or found.begun_at or LONG_AGO
    event.add("uid", uid_of(one, found.file_id))
    event.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", printable(_title(one)))
    event.add("description", printable(one.told))
    event.add("categories", ["kpitui", one.kind])
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy day
    event.add("class", "PRIVATE" if one.of_coaching else "PUBLIC")
    if remind:
        event.add_component(_alarm(one))
    return event


def _title(one: DatedEvent) -> str:
    if one.done:
        return f"Done: {one.title}"
    return f"No longer due: {one.title}" if one.gone else one.title


def _alarm(one: DatedEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", printable(one.title))
    alarm.add("trigger", REMINDED_AT)
    return alarm


def uid_of(one: DatedEvent, file_id: str) -> str:
    """What stays the same however often it is exported."""
    return f"{one.kind}-{one.id}-{file_id}@kpitui"
