"""What day it is: for the organisation, by a time zone that is a rule of its file, and for who
types an entry.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo

from kpitui.domain.errors import BadData
from kpitui.domain.near import nearest, or_near

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")


def zone_named(name: str) -> tzinfo:
    """The time zone of an IANA name; raises `BadData` with the name that it is near to."""
    # 5 ms that only who has a zone of their own pays
    from zoneinfo import ZoneInfo, available_timezones

    if _NAME.fullmatch(name):
        try:
            return ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            pass  # no such name, or a folder of them
    known = available_timezones()
    if not known:
        raise BadData("This machine has no time zone data; install its package tzdata.")
    missing = f"There is no time zone “{name[:60]}”"
    raise BadData(or_near(missing, nearest(name, known), "names are like Europe/Berlin."))


def is_zone(name: str) -> bool:
    """Whether a text names a time zone that is known here."""
    try:
        zone_named(name)
    except BadData:
        return False
    return True


def kept_moment(moment: datetime) -> str:
    """A moment as moments are kept: 2026-11-22T23:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Clock:
    """The clock of the organisation; without a time zone of its own it is that of the server."""

    def __init__(self, zone: str = "") -> None:
        self.use(zone)

    def use(self, zone: str) -> None:
        """Go by the time zone of a name, or by the server's; raises `BadData` where there is none
        of that name.
        """
        self._zone = zone_named(zone) if zone else None
        self.zone = zone

    def today(self) -> date:
        """The day of the organisation: of periods, of what is due, of every verdict."""
        return datetime.now(self._zone).date()

    def entry_day(self, zone: str) -> date:
        """The day proposed to someone who types an entry, in a time zone of their own or, without
        one, in this.
        """
        return datetime.now(zone_named(zone)).date() if zone else self.today()

    def here(self, moment: datetime) -> datetime:
        """A moment on this clock."""
        return moment.astimezone(self._zone)

    def begins(self, day: date) -> datetime:
        """The moment at which a day begins."""
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def start_of(self, day: date) -> str:
        """The same as moments are kept."""
        return kept_moment(self.begins(day))


SERVER = Clock()
"""The clock of the server, where no file says another."""
