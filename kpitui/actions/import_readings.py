"""Importing many readings as one deed; what cannot be taken is listed with its line and reason."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice

from msgspec import Struct, field

from kpitui.actions.import_names import Names
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Deed
from kpitui.domain.cells import DURATIONS
from kpitui.domain.errors import BadData, KpituiError
from kpitui.domain.history import DeedRecord
from kpitui.domain.import_rows import ImportRow, Rejected, surely_a_reading
from kpitui.domain.plan_document import MetricPart
from kpitui.domain.readings import ReadingDraft
from kpitui.storage import staging
from kpitui.storage.bulk import added_in_bulk, next_reading_id
from kpitui.storage.database import DatabaseFile, current_deed_id, looking, preparing, writing
from kpitui.storage.driver import Database
from kpitui.storage.staging import StagedRow

REJECTS_HELD = 1000
"""So many rejects are held in memory; all of them go to who listens for them."""

BATCH = 1000
"""So many lines are looked at before any of them is put down."""

REMEMBERED = 20_000
"""So many answers of a rule are remembered."""

_RULES = {"metrics", "people", "memberships", "teams", "closed_periods"}
"""Tables whose change may turn a good reading into a bad one, or the other way."""


class ImportReport(Struct):
    """What an import did, or would do."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    """The first of the lines that were not taken; `rejected_count` is how many there are."""
    rejected_count: int = 0
    new_metrics: list[str] = field(default_factory=list)
    new_people: list[str] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)


class _NotKept(Exception):
    """What others did while the lines were read made some of them bad, and then none is to be taken."""

    def __init__(self, rejects: list[Rejected]) -> None:
        super().__init__()
        self.rejects = rejects


def import_readings(
    database: DatabaseFile,
    actor: Actor,
    lines: Iterable[ImportRow | Rejected],
    *,
    metrics: Mapping[str, MetricPart],
    create: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    why: str = "",
    today: date,
    on_reject: Callable[[Rejected], object] | None = None,
    on_batch: Callable[[int], object] | None = None,
) -> ImportReport:
    """Take every good line in one transaction, or with `strict` none if any is bad; in constant memory.

    `on_batch` is told now and then how many were read, and `on_reject` at the end every line that is not taken, in
    their order. The file is held only to add what was read and found good; where somebody changed it meanwhile, what
    that touches is looked at again.

    A line that is in the file already adds nothing, so that the same file twice adds nothing. `metrics` are definitions
    by name for metrics that the file does not have yet; with `create`, teams and people that it does not know are made.
    """
    actor.require(Deed.READINGS)
    report = ImportReport()
    with preparing(database) as db:
        staging.open_stage(db)
        importer = _Importer(db, Names(actor, metrics, create), today, why)
        report.read = importer.read(lines, on_batch)
        importer.compare()
        kept = not dry_run and not (strict and importer.rejected)
        if kept and importer.has_news:
            try:
                with writing(database, DeedRecord(actor, "import readings", why), bulk=True, on=db):
                    importer.look_again()
                    if strict and importer.rejected:
                        raise _NotKept(list(staging.each_reject(db)))
                    importer.keep()
            except _NotKept as error:
                kept = False
                staging.reject(db, error.rejects)  # what was found within the deed went with it
        importer.tell(report, on_reject, told=kept or dry_run)
    return report


class _Importer:
    """From lines to staged readings to readings in the file."""

    def __init__(self, db: Database, names: Names, today: date, why: str) -> None:
        self._db, self._names, self._today, self._why = db, names, today, why
        self._unchanged = self._seen = self._compared = 0

    @property
    def rejected(self) -> int:
        """How many lines are not taken."""
        return staging.count_of(self._db, "rejects")

    @property
    def has_news(self) -> bool:
        """Whether there is anything to be written."""
        return self._names.made or staging.count_of(self._db, "staged") > 0

    def read(self, lines: Iterable[ImportRow | Rejected], on_batch: Callable[[int], object] | None) -> int:
        """Stage what is good of the lines by the rules of this moment; how many there were."""
        with looking(self._db):
            self._seen = staging.newest_change(self._db)
            rules = ReadingRules.load(self._db, self._today, self._why)
            self._names.load(self._db, rules)
        checks = _Checks(rules, self._names)
        read, stream = 0, iter(lines)
        while batch := list(islice(stream, BATCH)):
            read += len(batch)
            rejects: list[Rejected] = []
            with looking(self._db):
                staging.stage(self._db, checks.staged(batch, rejects))
                staging.reject(self._db, rejects)
            if on_batch is not None:
                on_batch(read)
        return read

    def compare(self) -> None:
        """Take out what the file has already, and what stands twice."""
        with looking(self._db):
            self._compared = staging.newest_change(self._db)
            self._unchanged += staging.take_out_known(self._db)
            staging.reject_twice(self._db)

    def look_again(self) -> None:
        """What others did since the lines were read: it may have made a good one bad, or have added the same."""
        made, known = self._names.make(self._db)
        for column, ids in made.items():
            staging.give_ids(self._db, column, ids)
        deed_id = current_deed_id(self._db)
        if staging.changed_since(self._db, self._seen, but_by=deed_id) & _RULES:
            self._check_again()
        if known or "readings" in staging.changed_since(self._db, self._compared, but_by=deed_id):
            self._unchanged += staging.take_out_known(self._db)

    def _check_again(self) -> None:
        checks = _Checks(ReadingRules.load(self._db, self._today, self._why), self._names)
        bad: list[Rejected] = []
        places: list[tuple[int]] = []
        teams: list[tuple[int | None, int]] = []
        for one in staging.each_staged(self._db):
            day = date.fromisoformat(one.date)
            try:
                team_id = checks.team(one.metric_id, one.person_id, one.team_id, day, bool(one.ratio))
            except KpituiError as error:
                bad.append(Rejected(one.line, error.sentence))
                places.append((one.place,))
            else:
                if team_id != one.team_id:
                    teams.append((team_id, one.place))
        staging.take_out(self._db, places)
        staging.recount(self._db, teams)
        staging.reject(self._db, bad)

    def keep(self) -> None:
        """Add what is staged to the file, in the deed that is open."""
        first = next_reading_id(self._db)
        staging.add_staged(self._db, current_deed_id(self._db))
        added_in_bulk(self._db, first)

    def tell(self, report: ImportReport, on_reject: Callable[[Rejected], object] | None, *, told: bool) -> None:
        """Write down what came of it; where nothing was kept, nothing was added and nobody made."""
        report.unchanged, report.rejected_count = self._unchanged, self.rejected
        if told:
            report.added = staging.count_of(self._db, "staged")
            report.new_metrics, report.new_people, report.new_teams = map(
                self._names.new, ("metrics", "people", "teams")
            )
        for one in staging.each_reject(self._db):
            if len(report.rejected) < REJECTS_HELD:
                report.rejected.append(one)
            if on_reject is not None:
                on_reject(one)


class _Checks:
    """The rules, each asked once of what stands in line after line."""

    def __init__(self, rules: ReadingRules, names: Names) -> None:
        self._rules, self._names = rules, names
        self._metric_on = lru_cache(REMEMBERED)(rules.require_metric)
        self._team_on = lru_cache(REMEMBERED)(rules.team_of)

    def staged(self, batch: Iterable[ImportRow | Rejected], rejects: list[Rejected]) -> Iterable[StagedRow]:
        """The good readings of a batch as they are staged; the others go to `rejects`."""
        for line in batch:
            if isinstance(line, Rejected):
                rejects.append(line)
                continue
            try:
                yield self._staged(line)
            except KpituiError as error:
                rejects.append(Rejected(line.line, error.sentence))
            except ValueError as error:
                rejects.append(Rejected(line.line, str(error)))

    def _staged(self, line: ImportRow) -> StagedRow:
        names, person, value, numerator = self._names, line.person, line.value, line.numerator
        metric_id = names.metric(line.metric)
        person_id = None if person is None else names.person(person)
        team_id = None if person is not None or line.team is None else names.team(line.team)
        if not surely_a_reading(line):
            ReadingDraft(
                metric_id=metric_id, date=line.date, value=value, numerator=numerator, denominator=line.denominator,
                n=line.n, note=line.note, external_id=line.external_id,
            )  # fmt: skip
        team_id = self.team(metric_id, person_id, team_id, line.date, value is None)
        if line.clock and (metric := self._rules.metrics[metric_id]).unit not in DURATIONS:
            raise BadData(f"{metric.name} is no length of time; give it as a number")
        return (
            line.line, metric_id, person_id or "", team_id or "", line.date.isoformat(),
            "" if value is None else value, "" if numerator is None else numerator, line.denominator or "",
            line.n or "", line.note, line.external_id or "",
        )  # fmt: skip

    def team(self, metric_id: int, person_id: int | None, team_id: int | None, day: date, ratio: bool) -> int | None:
        """The team that a reading counts for; raises `BadData` or `Refused`."""
        self._metric_on(metric_id, day, ratio)
        if person_id is None and team_id is None:
            return None
        return self._team_on(person_id, None if person_id is not None else team_id, day)
