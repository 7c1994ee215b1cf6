"""Importing many readings as one deed; what cannot be taken is listed with its line and reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from pydantic import ValidationError
from sqlite_utils import Database

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
from kpitui.storage.readings import insert_reading, reading_like
from kpitui.storage.records import Row, insert, log_bulk, rows

FIRST_DAY = date(1970, 1, 1)
"""Where a team or person made by an import starts: before any reading it may bring."""


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
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
) -> ImportReport:
    """Take every good line in one transaction, or with `strict` none if any is bad.

    A line that is in the file already adds nothing, so that the same file twice adds nothing. `metrics` are definitions
    by name for metrics that the file does not have yet; with `create`, teams and people that it does not know are made.
    """
    actor.require(Deed.READINGS)
    report = ImportReport()
    try:
        with writing(database, DeedRecord(actor, "import readings", why), bulk=True) as db:
            importer = _Importer(db, report, metrics, create, actor)
            importer.take(lines, today, why)
            report.rejected.sort(key=lambda one: one.line)
            if dry_run or (strict and report.rejected):
                raise _NotKept
            if report.added:
                log_bulk(db, "readings", current_deed_id(db), {"added": report.added})
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
    known: dict[str, dict[str, int]] = field(default_factory=dict)

    def take(self, lines: Iterable[ImportRow | Rejected], today: date, why: str) -> None:
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
        stream = iter(lines)
        # What a line names may have to be made first, and the rules must know it: so a thousand lines at a time.
        while batch := list(islice(stream, 1000)):
            self.report.read += len(batch)
            self.report.rejected += [line for line in batch if isinstance(line, Rejected)]
            rows_of_batch = [line for line in batch if isinstance(line, ImportRow)]
            drafts = [(row, draft) for row in rows_of_batch if (draft := self._draft(row)) is not None]
            if drafts and self._made_anything():
                rules = ReadingRules.load(self.db, today, why)
            for row, draft in drafts:
                self._keep(row, draft, rules, deed_id)

    def _made_anything(self) -> bool:
        return bool(self.report.new_metrics or self.report.new_people or self.report.new_teams)

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
        except ValidationError as error:
            self._reject(line.line, error.errors()[0]["msg"].removeprefix("Value error, "))
        return None

    def _keep(self, row: ImportRow, draft: ReadingDraft, rules: ReadingRules, deed_id: int) -> None:
        line = row.line
        try:
            draft = rules.checked(draft)
        except KpituiError as error:
            self._reject(line, error.sentence)
            return
        metric = rules.metrics[draft.metric_id]
        if row.clock and metric.unit not in DURATIONS:
            self._reject(line, f"{metric.name} is no length of time; give it as a number")
            return
        there = reading_like(self.db, draft)
        if there is None:
            insert_reading(self.db, draft, deed_id)
            self.report.added += 1
        elif there["deed_id"] == deed_id:
            self._reject(line, "the same metric, subject and day stands twice in this file; the first one was taken")
        elif _same(there, draft):
            self.report.unchanged += 1
        else:
            self._reject(line, "another value is recorded for that metric, subject and day; correct that reading")

    def _reject(self, line: int, reason: str) -> None:
        self.report.rejected.append(Rejected(line, reason))

    def _metric(self, name: str) -> int:
        found = self.known["metrics"].get(name_key(name))
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
        found = self.known[table].get(name_key(name))
        if found is not None:
            return found
        if not self.create:
            raise BadData(f"there is no {kind} “{name}”; add it to the plan, or import with --create")
        self.actor.require(Deed.PEOPLE)
        made = insert(self.db, table, {"name": name, "name_key": name_key(name), "starts_on": FIRST_DAY.isoformat()})
        self.known[table][name_key(name)] = made
        (self.report.new_people if table == "people" else self.report.new_teams).append(name)
        return made


def _same(there: Row, draft: ReadingDraft) -> bool:
    return (
        all(
            there[name] == getattr(draft, name)
            for name in ("metric_id", "person_id", "value", "numerator", "denominator", "n")
        )
        and there["date"] == draft.date.isoformat()
    )
