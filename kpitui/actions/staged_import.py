"""An import on its way: from lines to staged readings to readings in the file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

from msgspec.structs import replace

from kpitui.actions import import_questions
from kpitui.actions.corrections import correct_within
from kpitui.actions.import_checks import Checks, Line
from kpitui.actions.import_names import ImportNames
from kpitui.actions.import_new import STANDS_IN
from kpitui.actions.import_report import HELD, SHOWN, ImportReport, Updated, some
from kpitui.actions.import_same_day import SameDay
from kpitui.actions.import_teams import Teams
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor
from kpitui.domain.alike_rejects import LinesByKind
from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.import_answers import ImportAnswers, ImportQuestion
from kpitui.domain.import_rows import Rejected
from kpitui.domain.numbers import counted, plain_number
from kpitui.domain.readings import ReadingDraft, RecordedReading, typed_over
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import DURATIONS, format_value, parts_text
from kpitui.storage import staged_again, staging
from kpitui.storage.bulk import added_in_bulk, corrected_in_bulk, next_reading_id
from kpitui.storage.database import DatabaseFile, current_change_id, read_transaction
from kpitui.storage.driver import Database
from kpitui.storage.readings import load_reading
from kpitui.storage.records import record_of

BATCH = 1000
"""So many lines are looked at before any of them is put down."""

_RULES = {"metrics", "people", "memberships", "teams", "team_parents", "closed_periods"}
"""Tables whose change may turn a good reading into a bad one, or the other way."""


class StagedImport:
    """The lines of one import: read, settled, looked at again, kept and told of."""

    def __init__(
        self, db: Database, names: ImportNames, today: date, why: str, answers: ImportAnswers
    ) -> None:
        self._db, self._names, self._today, self._why = db, names, today, why
        self._answers = answers
        self._unchanged = self._seen = self._compared = self._corrected = 0
        self.asked: list[ImportQuestion] = []
        """What has to be answered first."""
        self._said: list[str] = []

    @property
    def rejected(self) -> int:
        """How many lines are not taken."""
        return staging.count_of(self._db, "rejects")

    @property
    def has_news(self) -> bool:
        """Whether there is anything to be written."""
        return bool(self._names.new_ones) or staging.count_of(self._db, "staged") > 0

    def read(self, lines: Iterable[Line], on_batch: Callable[[int], object] | None) -> int:
        """Stage what is good of the lines by the rules of this moment; how many there were."""
        with read_transaction(self._db):
            self._seen = staging.newest_change(self._db)
            self._rules = ReadingRules.load(self._db, self._today, self._why)
            self._names.load(self._db, self._rules)
        # What a locked month holds already is no change of it: `settle` looks at what is left.
        open_ = replace(self._rules, closed_months=frozenset())
        self._checks = Checks(open_, self._names)
        self._teams = Teams(self._rules, self._answers, create=self._names.may_move)
        read, stream = 0, iter(lines)
        while batch := list(islice(stream, BATCH)):
            read += len(batch)
            rejects: list[Rejected] = []
            with read_transaction(self._db):
                staging.stage(self._db, self._checks.staged(batch, rejects))
                staging.reject(self._db, rejects)
            if on_batch is not None:
                on_batch(read)
            if import_questions.are_surely_ids(self._names, self._answers, self._checks.lines):
                break  # of a million ids no one could say more, and each takes memory
        return read - self._checks.no_value_count

    def settle(self) -> None:
        """Decide what only all lines together tell, and what has to be asked."""
        db, names, answers = self._db, self._names, self._answers
        new = names.new_ones
        self._without_person()
        self._teams.plan(db)  # before lines of a day are one: they are of one team then
        self.asked += self._teams.asked
        self._said += self._teams.said
        same_day = SameDay(db, names, self._rules, answers)
        added_up = same_day.settle()  # of the stage alone
        self.asked += same_day.asked
        self._said += same_day.said
        with read_transaction(db):
            self._compared = staging.newest_change(db)
            new.settle(staging.gaps_between_days(db, STANDS_IN) if new.facts else {})
            staged_again.give_parts_of_answers(db, new.answers)
            for metric_id, scale, sized in new.ratios(added_up):
                staged_again.give_parts(db, metric_id, scale, sized=sized)
            self._unchanged += staged_again.take_out_known(db, correct=answers.update)
            self._of_locked_months()
            self._out_of_range()
            if new:
                new.keep_used(staging.ids_from(db, STANDS_IN))
            if self._teams.moves:
                self._teams.keep_used(staging.people_of(db))
            if lost := staging.count_without_session(db):
                self._said.append(
                    f"{counted(lost, 'reading names a', 'readings name a')} coaching session that "
                    "is not in the file; import the sessions first to keep them together."
                )
        self.asked += import_questions.about_totals(names, answers, self._checks.left_out_count)
        self.asked += import_questions.about_names(names, answers)
        self.asked += import_questions.about_ids(names, answers, self._checks.lines)

    def _without_person(self) -> None:
        """Leave out what names no person where others of its metric do, unless it is to be kept."""
        mixed = self._checks.of_a_person & self._checks.of_no_person
        if not mixed or self._answers.no_person == "keep":
            return
        count, lines = staging.nameless(self._db, mixed, SHOWN)
        if self._answers.no_person is None and not self._answers.yes:
            metrics = [self._rules.metrics[metric_id].name for metric_id in sorted(mixed)]
            self.asked += import_questions.about_no_person(count, lines, metrics)
        else:
            names = counted(count, "line that names", "lines that name")
            were = "was" if count == 1 else "were"
            which = some([*map(str, lines)], count)
            self._said.append(f"{names} no person {were} left out: {which}.")
        staging.take_out_nameless(self._db, mixed)

    def _of_locked_months(self) -> None:
        for month in () if self._why else sorted(self._rules.closed_months):
            staging.reject_in_month(self._db, month, ReasonNeeded(month).sentence)

    def _out_of_range(self) -> None:
        """Leave out or ask about what lies outside the plausible range of its metric; where there
        is none, tell of parts above their whole.
        """
        unbounded = [
            metric.id
            for metric in self._rules.metrics.values()
            if metric.scale > 1 and metric.plausible_high is None
        ]
        over, found = staging.over_whole(self._db, unbounded, SHOWN) if unbounded else (0, [])
        if over:
            what = counted(over, "reading has", "readings have")
            where = some([str(line) for line in found], over)
            self._said.append(f"{what} a part larger than the whole: line {where}.")
        if self._answers.implausible == "take":
            return
        ranges = [
            (metric.id, metric.plausible_low, metric.plausible_high, metric.scale)
            for metric in self._rules.metrics.values()
            if metric.plausible_low is not None or metric.plausible_high is not None
        ]
        count, first = staging.implausible(self._db, ranges, SHOWN)
        if not count:
            return
        if self._answers.implausible == "skip":
            staging.reject_outside(self._db, "the value is outside the valid range of its metric")
        else:
            self.asked += import_questions.about_range(count, first, self._rules.metrics)

    def look_again(self, database: DatabaseFile, actor: Actor) -> None:
        """What others did since the lines were read: it may have made a good one bad, or have added
        the same.
        """
        db = self._db
        made, known = self._names.new_ones.make(db)
        self._teams.make(db, database, actor, made)
        staging.note_ids(db, made)
        change_id = current_change_id(db)
        rules = staging.changed_since(db, self._seen, but_by=change_id) & _RULES
        readings = "readings" in staging.changed_since(db, self._compared, but_by=change_id)
        if made and (rules or known or readings):
            staging.give_ids(db, STANDS_IN)
        if rules:
            self._check_again()
        if known or readings:
            self._unchanged += staged_again.take_out_known(db, correct=self._answers.update)

    def _check_again(self) -> None:
        checks = Checks(ReadingRules.load(self._db, self._today, self._why), self._names)
        bad: list[Rejected] = []
        places: list[tuple[int]] = []
        teams: list[tuple[int | None, int]] = []
        for staged in staging.each_staged(self._db):
            day = date.fromisoformat(staged.date)
            try:
                team_id = checks.team(
                    staged.metric_id, staged.person_id, staged.team_id, day, staged.ratio
                )
            except KpituiError as error:
                bad.append(Rejected(staged.line, error.sentence))
                places.append((staged.place,))
            else:
                if team_id != staged.team_id:
                    teams.append((team_id, staged.place))
        staging.take_out(self._db, places)
        staging.recount(self._db, teams)
        staging.reject(self._db, bad)

    def keep(self, report: ImportReport) -> None:
        """Put what is staged into the file, in the change that is open: corrections, then what is
        new.
        """
        db = self._db
        rules = ReadingRules.load(db, self._today, self._why)
        with corrected_in_bulk(db):
            for line, old, new in self._corrections():
                correct_within(db, rules, old, new)
                self._hold(report, line, old, new)
        first = next_reading_id(db)
        staging.add_staged(db, current_change_id(db), first)
        added_in_bulk(db, first)

    def _corrections(self) -> Iterator[tuple[int, RecordedReading, ReadingDraft]]:
        """The line of each correction, the reading as it is, and as it becomes."""
        after = 0
        while found := staged_again.corrections(self._db, after, BATCH):
            for row in found:
                after = row["place"]
                old = load_reading(self._db, row["over"])
                if old is not None:
                    new = record_of(ReadingDraft, row | {"note": row["note"] or ""})
                    yield row["line"], old, typed_over(old.draft, new)

    def show_corrections(self, report: ImportReport) -> None:
        """Tell which readings would get another value."""
        with read_transaction(self._db):
            for line, old, new in self._corrections():
                self._hold(report, line, old, new)

    def _hold(
        self, report: ImportReport, line: int, old: RecordedReading, new: ReadingDraft
    ) -> None:
        report.updated_count += 1
        if len(report.updated) >= HELD:
            return
        metric = self._rules.metrics.get(old.draft.metric_id)
        person = self._rules.people.get(old.draft.person_id or 0)
        team = self._rules.teams.get(old.draft.team_id or 0)
        subject = person or team
        report.updated.append(
            Updated(
                line, metric.name if metric else "", subject.name if subject else "organisation",
                new.date.isoformat(), *(_numbers(draft, metric) for draft in (old.draft, new)),
            )
        )  # fmt: skip

    def tell(
        self, report: ImportReport, on_reject: Callable[[Rejected], object] | None, *, told: bool
    ) -> None:
        """Write down what came of it; where nothing was kept, nothing was added and no one made."""
        names = self._names
        report.unchanged, report.rejected_count = self._unchanged, self.rejected
        report.no_value, report.no_value_count = self._checks.no_value, self._checks.no_value_count
        report.said += [*self._said, *self._about_names()]
        report.assumed = names.new_ones.assumed
        report.moves = self._teams.moves
        if told:
            report.added = staging.count_of(self._db, "staged") - report.updated_count
            report.new_metrics, report.new_people, report.new_teams = map(
                names.new_ones.names, ("metrics", "people", "teams")
            )
        lines = LinesByKind()
        for rejected in staging.each_reject(self._db):
            lines.see(rejected)
            if len(report.rejected) < HELD:
                report.rejected.append(rejected)
            if on_reject is not None:
                on_reject(rejected)
        report.rejected_lines = lines.counts

    def _about_names(self) -> Iterator[str]:
        checks = self._checks
        yield from import_questions.left_out(self._names, checks.left_out, checks.left_out_count)
        for name, known in islice(self._names.taken_for.items(), SHOWN):
            yield f"“{name}” was taken for {known}."


def _numbers(draft: ReadingDraft, metric: Metric | None) -> str:
    """The numbers of a reading as they are typed."""
    if metric is None:  # it was taken out meanwhile
        return ""
    if draft.value is None:
        return parts_text(metric, draft.numerator or 0.0, draft.denominator or 0.0)
    size = f" n={draft.n}" if draft.n is not None else ""
    whole = metric.unit in DURATIONS and draft.value.is_integer()
    return (format_value(draft.value, metric) if whole else plain_number(draft.value)) + size
