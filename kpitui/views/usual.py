"""What is usual for a subject: the range that a value just typed is held against."""

from collections.abc import Sequence
from datetime import date
from statistics import median

from msgspec import Struct

from kpitui.domain.entry_phrase import Understood
from kpitui.domain.file_rules import FileRules
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.process_limits import process_limits
from kpitui.domain.readings import ReadingDraft, SubjectFilter, Sums
from kpitui.domain.records.metric import Metric
from kpitui.domain.sanity import UsualRange, usual_limits
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import Days
from kpitui.storage.driver import Database
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks
from kpitui.views.series import load_days_of_last

PERIODS_LOOKED_AT = 26
"""So many of the newest periods tell how often a period is read."""


def load_usual(
    database: DatabaseFile, entries: Sequence[Understood], as_of: AsOf
) -> list[UsualRange | None]:
    """The range for each entry, None where too little was read of its subject."""
    with reading(database) as db:
        usual = UsualRanges(db, as_of, database.rules.on(as_of.day))
        return [usual.of([entry.metric], _subject(entry))[entry.metric.id] for entry in entries]


def load_usual_of(
    database: DatabaseFile, metric: Metric, draft: ReadingDraft, as_of: AsOf
) -> UsualRange | None:
    """The range for the subject of a reading of a metric."""
    person = (draft.person_id,) if draft.person_id else ()
    subject = SubjectFilter(person, None if person else draft.team_id)
    with reading(database) as db:
        return UsualRanges(db, as_of, database.rules.on(as_of.day)).of([metric], subject)[metric.id]


class UsualRanges(Struct, frozen=True):
    """What is usual on a day, by the rules of the day."""

    db: Database
    as_of: AsOf
    rules: FileRules

    def of(
        self, metrics: Sequence[Metric], subject: SubjectFilter, days: Days | None = None
    ) -> dict[int, UsualRange | None]:
        """The range of each metric by its id; `days` are those of the newest periods of the subject
        (`PERIODS_LOOKED_AT`), where they are read already.
        """
        ids, known_on = [metric.id for metric in metrics], self.as_of.known_on
        marks = load_limit_marks(self.db, ids, self.as_of.day, known_on)
        if days is None:
            days = load_days_of_last(
                self.db, metrics, self.as_of, PERIODS_LOOKED_AT, subject, self.rules.calendar
            )
        return {
            metric.id: self._range(
                metric, subject, days.get(metric.id, []), marks.get(metric.id, UNMARKED)
            )
            for metric in metrics
        }

    def _range(
        self,
        metric: Metric,
        subject: SubjectFilter,
        days: Sequence[tuple[date, Sums]],
        marks: LimitMarks,
    ) -> UsualRange | None:
        """The limits of the subject's chart; day by day where a period has several days with
        readings, as one of them is no value of the period, and where too little happens for a
        chart, as a slip of the finger is asked about all the same. None while there is no verdict.
        """
        if not days:
            return None
        if _days_a_period(days, PeriodKind.of(metric.cadence), self.rules) > 1:
            return usual_limits(metric, days)
        judged = judge(self.db, Look(metric, subject), self.as_of, self.rules, marks)
        now = judged.changes.now
        if now is not None and now.strength == "real":
            return _since_change(judged, now.first, self.as_of.day, self._noun(judged))
        segment = judged.limits.segments[-1] if judged.limits.segments else None
        if segment is not None and segment.too_few:
            return usual_limits(metric, days)
        if segment is None or segment.trial or segment.limits is None:
            return None
        return UsualRange(segment.limits, f"from {segment.n} {self._noun(judged)}s", segment.size)

    def _noun(self, judged: Judged) -> str:
        return self.rules.calendar.on(self.as_of.day).noun(judged.by)


def _since_change(judged: Judged, first: int, day: date, noun: str) -> UsualRange | None:
    """The limits of the level since a real change: those of the whole chart mix it with the one
    before, and would ask about every value that is as good as the last ones.
    """
    values = [value.value for value in judged.series[first:] if not value.running]
    limits = process_limits(values).current
    count = sum(value is not None for value in values)
    said = f"from the {count} {noun}s since {judged.series[first].period.since(day)}"
    return UsualRange(limits, said) if limits else None


def _days_a_period(days: Sequence[tuple[date, Sums]], kind: PeriodKind, rules: FileRules) -> float:
    read: dict[date, set[date]] = {}
    for day, _ in days:
        read.setdefault(period_of(day, kind, rules.calendar).first, set()).add(day)
    return median(len(days_read) for days_read in read.values())


def _subject(entry: Understood) -> SubjectFilter:
    person = entry.subject.person_id
    return SubjectFilter((person,) if person else (), entry.subject.team_id)
