"""Importing many readings as one deed; what cannot be taken is listed with its line and reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Deed
from kpitui.domain.cells import DURATIONS
from kpitui.domain.errors import BadData, KpituiError
from kpitui.domain.history import DeedRecord
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.plan_document import MetricPart
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, current_deed_id, writing
from kpitui.storage.driver import Database
from kpitui.storage.readings import insert_readings, reading_like, says
from kpitui.storage.records import insert, log_bulk, rows
from kpitui.storage.summaries import count_in

REJECTS_HELD = 1000
"""So many rejects are held in memory; all of them go to who listens for them."""

BATCH = 1000
"""So many lines are looked at before any of them is written."""

FIRST_DAY = date(1970, 1, 1)
"""Where a team or person made by an import starts: before any reading it may bring."""


@dataclass(slots=True)
class ImportReport:
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
    pass


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

    `on_reject` is given every line that is not taken, in their order, `on_batch` now and then how many were read.

    A line that is in the file already adds nothing, so that the same file twice adds nothing. `metrics` are definitions
    by name for metrics that the file does not have yet; with `create`, teams and people that it does not know are made.
    """
    actor.require(Deed.READINGS)
    report = ImportReport()
    try:
        with writing(database, DeedRecord(actor, "import readings", why), bulk=True) as db:
            importer = _Importer(db, report, metrics, create, actor, on_reject)
            importer.take(lines, today, why, on_batch)
            if dry_run or (strict and report.rejected_count):
                raise _NotKept
            if report.added:
                last = int(db.execute("SELECT max(id) FROM readings").fetchone()[0])
                first = last - report.added + 1
                count_in(db, first, last)
                log_bulk(db, "readings", current_deed_id(db), {"added": report.added, "first": first, "last": last})
    except _NotKept:
        if not dry_run:
            report.added = 0
            report.new_metrics, report.new_people, report.new_teams = [], [], []
    return report


@dataclass(slots=True)
class _Importer:
    db: Database
    report: ImportReport
    definitions: Mapping[str, MetricPart]
    create: bool
    actor: Actor
    on_reject: Callable[[Rejected], object] | None = None
    rejects: list[Rejected] = field(default_factory=list)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    known: dict[str, dict[str, int]] = field(default_factory=dict)

    def take(
        self, lines: Iterable[ImportRow | Rejected], today: date, why: str, on_batch: Callable[[int], object] | None
    ) -> None:
        deed_id = current_deed_id(self.db)
        for table in ("metrics", "people", "teams"):
            columns = "name_key, NULL AS code_key" if table == "teams" else "name_key, code_key"
            self.known[table] = {
                key: row["id"]
                for row in rows(self.db, f"SELECT id, {columns} FROM {table}")
                for key in (row["code_key"], row["name_key"])
                if key is not None
            }
        rules = ReadingRules.load(self.db, today, why)
        stream, made = iter(lines), 0
        # What a line names may have to be made first, and the rules must know it: so a thousand lines at a time.
        while batch := list(islice(stream, BATCH)):
            self.report.read += len(batch)
            self.rejects += [line for line in batch if isinstance(line, Rejected)]
            rows_of_batch = [line for line in batch if isinstance(line, ImportRow)]
            drafts = [(row, draft) for row in rows_of_batch if (draft := self._draft(row)) is not None]
            if self._made() > made:
                rules, made = ReadingRules.load(self.db, today, why), self._made()
            self._keep_batch(drafts, rules, deed_id)
            self._tell_rejects()
            if on_batch is not None:
                on_batch(self.report.read)

    def _tell_rejects(self) -> None:
        self.rejects.sort(key=lambda one: one.line)
        self.report.rejected_count += len(self.rejects)
        self.report.rejected += self.rejects[: max(0, REJECTS_HELD - len(self.report.rejected))]
        for one in self.rejects if self.on_reject else ():
            assert self.on_reject is not None
            self.on_reject(one)
        self.rejects.clear()

    def _made(self) -> int:
        return len(self.report.new_metrics) + len(self.report.new_people) + len(self.report.new_teams)

    def _draft(self, line: ImportRow) -> ReadingDraft | None:
        try:
            return ReadingDraft(
                metric_id=self._metric(line.metric),
                person_id=self._somebody("people", "person", line.person),
                team_id=self._somebody("teams", "team", line.team) if line.person is None else None,
                date=line.date,
                value=line.value,
                numerator=line.numerator,
                denominator=line.denominator,
                n=line.n,
                note=line.note,
                external_id=line.external_id,
            )
        except KpituiError as error:
            self._reject(line.line, error.sentence)
        except ValueError as error:
            self._reject(line.line, str(error))
        return None

    def _keep_batch(self, drafts: list[tuple[ImportRow, ReadingDraft]], rules: ReadingRules, deed_id: int) -> None:
        fresh: dict[object, tuple[ReadingDraft, int | None]] = {}
        for row, draft in drafts:
            try:
                team_id = rules.checked_team(draft)
            except KpituiError as error:
                self._reject(row.line, error.sentence)
                continue
            metric = rules.metrics[draft.metric_id]
            if row.clock and metric.unit not in DURATIONS:
                self._reject(row.line, f"{metric.name} is no length of time; give it as a number")
                continue
            key = draft.external_id or (draft.metric_id, draft.person_id, draft.person_id or team_id, draft.date)
            there = reading_like(self.db, draft)
            if key in fresh or (there is not None and there.deed_id == deed_id):
                reason = "the same metric, subject and day stands twice in this file; the first one was taken"
                self._reject(row.line, reason)
            elif there is None:
                fresh[key] = draft, team_id
            elif there.says == says(draft):
                self.report.unchanged += 1
            else:
                reason = "another value is recorded for that metric, subject and day; correct that reading"
                self._reject(row.line, reason)
        insert_readings(self.db, fresh.values(), deed_id)
        self.report.added += len(fresh)

    def _reject(self, line: int, reason: str) -> None:
        self.rejects.append(Rejected(line, reason))

    def _key(self, kind: str, name: str) -> int | None:
        """The record of a name as it stands in the file; each is folded once."""
        found = self.names.get((kind, name))
        if found is None and (found := self.known[kind].get(name_key(name))) is not None:
            self.names[kind, name] = found
        return found

    def _metric(self, name: str) -> int:
        found = self._key("metrics", name)
        if found is not None:
            return found
        part = self.definitions.get(name)
        if part is None:
            raise BadData(f"there is no metric “{name}”; define it with kpitui plan load, or mend its name")
        self.actor.require(Deed.PLAN)
        values = part.model_dump(mode="json") | {"name_key": name_key(part.name), "code_key": name_key(part.code)}
        if values["code_key"] in self.known["metrics"]:
            raise BadData(f"the code {part.code} of “{name}” belongs to another metric; give it another code")
        metric_id = insert(self.db, "metrics", values)
        self.known["metrics"] |= {name_key(part.name): metric_id, name_key(part.code): metric_id}
        self.report.new_metrics.append(part.name)
        return metric_id

    def _somebody(self, table: str, kind: str, name: str | None) -> int | None:
        if name is None:
            return None
        found = self._key(table, name)
        if found is not None:
            return found
        if not self.create:
            raise BadData(f"there is no {kind} “{name}”; add it to the plan, or import with --create")
        self.actor.require(Deed.PEOPLE)
        made = insert(self.db, table, {"name": name, "name_key": name_key(name), "starts_on": FIRST_DAY.isoformat()})
        self.known[table][name_key(name)] = made
        (self.report.new_people if table == "people" else self.report.new_teams).append(name)
        return made
