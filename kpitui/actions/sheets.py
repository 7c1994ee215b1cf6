"""Call sheets: loaded from a document, in dated versions that what was scored keeps standing."""

from collections.abc import Collection, Sequence
from datetime import date

from msgspec.structs import replace

from kpitui.actions.events import event_row
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused, nothing_saved
from kpitui.domain.history import ChangeRecord
from kpitui.domain.near import near_and
from kpitui.domain.records.annotation import AnnotationDraft, new_version_said
from kpitui.domain.records.metric import Aggregation, Direction, Metric
from kpitui.domain.records.sheet import Question, Sheet, SheetVersion
from kpitui.domain.sheet_document import SheetDocument, SheetPart
from kpitui.domain.sheet_score import counted
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.named import id_named, near_name
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import Row, delete, find_rows, insert, update
from kpitui.storage.sheets import (
    change_questions,
    insert_version,
    is_scored,
    load_sheets,
    sheet_row,
)


class _DryRun(Exception):
    pass


def load_sheet_document(
    database: DatabaseFile, actor: Actor, document: SheetDocument, *, dry_run: bool = False
) -> tuple[str, ...]:
    """Bring the call sheets to what a document says, or nothing of it, and give what was done, a
    line each. Sheets that it does not name stay as they are.

    Raises `BadData` where it names a metric that there is not or that takes no scores, and
    `Refused` where it would change what was scored with already.
    """
    actor.require(Permission.PLAN)
    lines: list[str] = []
    try:
        with writing(database, ChangeRecord(actor, "load call sheets")) as db:
            for part in document.sheet:
                lines += _Loading(db, part).bring()
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return tuple(lines)


class _Loading:
    def __init__(self, db: Database, part: SheetPart) -> None:
        self._db, self._part = db, part
        self._sheets = load_sheets(db)
        self._metric = self._metric_of(part)

    def bring(self) -> list[str]:
        """Add or change the sheet, and tell of it."""
        part = self._part
        old = self._old()
        if old is not None and old.name != part.name and not _shared(old, part):
            raise Refused(
                f"sheet “{part.name}”: the code “{old.code}” belongs to the call sheet "
                f"“{old.name}”; give this one another code."
            )
        wanted = Sheet(
            name=part.name, code=part.code, metric_id=self._metric.id, ends_on=part.ends_on
        )
        if old is None:
            sheet_id = insert(self._db, "sheets", sheet_row(wanted))
            lines = [f"added call sheet {part.name}"]
        else:
            sheet_id, lines = old.id, self._change(old, wanted)
        versions = old.versions if old else ()
        lines += self._drop(versions, {part.name, old.name if old else part.name})
        for version_part in sorted(part.version, key=lambda version: version.starts_on):
            there = next((v for v in versions if v.starts_on == version_part.starts_on), None)
            if there is None:
                lines += self._add(
                    sheet_id, version_part.starts_on, version_part.questions, first=not versions
                )
            else:
                lines += self._correct(there, version_part.questions)
            versions = (*versions, SheetVersion(starts_on=version_part.starts_on, questions=()))
        return lines

    def _old(self) -> Sheet | None:
        keys = {name_key(self._part.name), name_key(self._part.code)}
        found = [
            sheet for sheet in self._sheets if keys & {name_key(sheet.name), name_key(sheet.code)}
        ]
        if len(found) > 1:
            names = " and ".join(sheet.name for sheet in found)
            raise BadData(f"The name or code of “{self._part.name}” is used by {names}; fix one.")
        return found[0] if found else None

    def _metric_of(self, part: SheetPart) -> Metric:
        found = id_named(self._db, "metrics", part.metric)
        if found is None:
            near = near_name(self._db, "metrics", part.metric)
            missing = f"sheet “{part.name}”: there is no metric “{part.metric}”"
            fix = "add it to the plan first, or fix its name."
            raise nothing_saved(BadData(near_and(missing, near, fix)))
        (metric,) = load_metrics(self._db, {found})
        if metric.aggregation is not Aggregation.MEAN or metric.direction is not Direction.HIGHER:
            raise BadData(
                f"sheet “{part.name}”: {metric.name} is not a mean of which higher is better; a "
                "score from 0 to 100 needs such a metric."
            )
        return metric

    def _change(self, old: Sheet, wanted: Sheet) -> list[str]:
        row, was = sheet_row(wanted), sheet_row(old)
        changed = [
            name for name in ("name", "code", "metric_id", "ends_on") if row[name] != was[name]
        ]
        if not changed:
            return []
        if "metric_id" in changed and any(is_scored(self._db, version) for version in old.versions):
            raise Refused(
                f"sheet “{old.name}”: contacts were scored with it, so it stays with its metric; "
                "make another sheet for the other metric."
            )
        update(self._db, "sheets", old.id, old.version, row)
        words = ", ".join(name.removesuffix("_id").replace("_on", "") for name in changed)
        return [f"changed call sheet {wanted.name}: {words}"]

    def _drop(self, versions: Sequence[SheetVersion], names: Collection[str]) -> list[str]:
        wanted = {part.starts_on for part in self._part.version}
        lines = []
        for version in versions:
            if version.starts_on in wanted:
                continue
            if is_scored(self._db, version):
                raise Refused(
                    f"sheet “{self._part.name}”: contacts were scored with the version of "
                    f"{version.starts_on}; keep it in the document and add the new one below it."
                )
            change_questions(self._db, version, ())
            delete(self._db, "sheet_versions", version.id)
            self._unmark(version.starts_on, names)
            lines.append(f"removed version of {version.starts_on} of call sheet {self._part.name}")
        return lines

    def _add(
        self, sheet_id: int, starts_on: date, questions: Sequence[Question], *, first: bool
    ) -> list[str]:
        insert_version(self._db, sheet_id, starts_on, questions)
        if not first:
            self._mark(starts_on)
        counted = f"{len(questions)} question{'s' if len(questions) > 1 else ''}"
        return [f"added version of {starts_on} of call sheet {self._part.name}: {counted}"]

    def _mark(self, starts_on: date) -> None:
        # Proposed, not made: whether the process changed is for someone to say.
        event = AnnotationDraft(
            metric_id=self._metric.id, date=starts_on,
            text=new_version_said(self._part.name),
        )  # fmt: skip
        insert(self._db, "annotations", event_row(self._db, event))

    def _unmark(self, day: date, names: Collection[str]) -> None:
        # One where the limits were reset stays: that was someone's decision.
        said = {new_version_said(name) for name in names}
        there: Row = {
            "metric_id": self._metric.id, "date": day.isoformat(), "new_limits": 0
        }  # fmt: skip
        for row in find_rows(self._db, "annotations", there):
            if row["text"] in said:
                delete(self._db, "annotations", row["id"])

    def _correct(self, old: SheetVersion, questions: Sequence[Question]) -> list[str]:
        if [_plain(question) for question in old.questions] == [
            _plain(question) for question in questions
        ]:
            return []
        if is_scored(self._db, old) and counted(old.questions) != counted(questions):
            raise Refused(
                f"sheet “{self._part.name}”: contacts were scored with the version of "
                f"{old.starts_on}, so only its words can change; add a version with a later "
                "starts_on for other questions or weights."
            )
        change_questions(self._db, old, questions)
        return [f"changed version of {old.starts_on} of call sheet {self._part.name}"]


def _shared(old: Sheet, part: SheetPart) -> bool:
    """Whether a document has a version of a sheet that is here already."""
    return bool(
        {version.starts_on for version in old.versions}
        & {version_part.starts_on for version_part in part.version}
    )


def _plain(question: Question) -> Question:
    return replace(question, id=0)
