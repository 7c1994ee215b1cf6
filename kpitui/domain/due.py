"""What is due: the one rule that Record, Coach, the grid and `kpitui due` ask.

A reading is due once in each period of a metric's cadence. Of a person: what a standard expects of
them, and the KPIs they had readings of lately. What was only ever read of teams or of the whole
organisation is due there and of no person. A KPI without any reading and without a standard is due
of the organisation. Context is never due, nor what a call sheet feeds: there evaluations are due.
Of who is away nothing is due, and what they did not do meanwhile is not missed.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.readings import Level
from kpitui.domain.records.absence import Absence, absence_on, counted_day

LATELY = 12
"""Periods; what had no reading for longer is not missed any more, unless a standard expects it."""


class Readings(Struct, frozen=True):
    """Which readings a metric has had so far: any at all, and any of single people."""

    ever: bool
    in_person: bool


class Due(Struct, frozen=True):
    """Whether a reading of one metric is due on a day, of everyone of one level.

    `running` and `lately` are the first days of the running period and of the earliest that counts
    as lately.
    """

    level: Level
    is_kpi: bool
    readings: Readings
    running: date
    lately: date
    day: date

    def of(self, last_on: date | None, *, expected: bool, absences: Sequence[Absence] = ()) -> bool:
        """Whether it is due of one of them, by the day of their last reading and when they were
        away; `expected`: by a standard.

        A standard of anyone counts for a team and for the organisation.
        """
        if last_on is not None and last_on >= self.running:
            return False
        counted = last_on
        if absences:  # asked for each metric of thousands of people; few were ever away
            if absence_on(absences, self.day):
                return False
            counted = counted_day(absences, last_on, self.day) if last_on is not None else None
        recent = counted is not None and counted >= self.lately
        if self.level is Level.PERSON:
            together = self.readings.ever and not self.readings.in_person
            return (expected and not together) or (self.is_kpi and recent)
        if not self.readings.ever:
            return self.is_kpi and not expected and self.level is Level.ORGANISATION
        return (expected or self.is_kpi) and recent and not self.readings.in_person
