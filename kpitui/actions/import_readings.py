"""Importing many readings as one change; what cannot be taken is listed with its line
and reason.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from kpitui.actions.import_checks import Line
from kpitui.actions.import_names import ImportNames
from kpitui.actions.import_report import ImportReport
from kpitui.actions.staged_import import StagedImport
from kpitui.domain.access import Actor, Permission
from kpitui.domain.catalogue import CatalogueEntry
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_answers import ImportAnswers, ImportQuestion
from kpitui.domain.import_rows import Rejected
from kpitui.domain.records.metric import Definition
from kpitui.storage import staging
from kpitui.storage.database import DatabaseFile, staging_area, writing
from kpitui.storage.driver import Database

NO_ANSWERS = ImportAnswers()


class _NotKept(Exception):
    """What others did while the lines were read made some of them bad, and then none is
    to be taken.
    """

    def __init__(self, rejects: list[Rejected]) -> None:
        super().__init__()
        self.rejects = rejects


def import_readings(
    database: DatabaseFile,
    actor: Actor,
    lines: Iterable[Line],
    *,
    metrics: Mapping[str, Definition],
    create: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    answers: ImportAnswers = NO_ANSWERS,
    questions: Sequence[ImportQuestion] | Callable[[], Sequence[ImportQuestion]] = (),
    catalogue: Callable[[], Sequence[CatalogueEntry]] = tuple,
    source: str = "",
    why: str = "",
    today: date,
    on_reject: Callable[[Rejected], object] | None = None,
    on_batch: Callable[[int], object] | None = None,
) -> ImportReport:
    """Take every good line in one transaction, or with `strict` none if any is bad; in constant
    memory.

    `on_batch` is told now and then how many were read, and `on_reject` at the end every line that
    is not taken, in their order. The file is held only to add what was read and found good; where
    someone changed it meanwhile, what that touches is looked at again.

    A line that is in the file already adds nothing, so that the same file twice adds nothing.
    `metrics` are definitions by name for metrics that the file does not have yet; with `create`,
    metrics, teams and people that it does not know are made, metrics guessed with the help of the
    `catalogue`. While anything is asked that `answers` do not say, or of those who read the
    `source` in `questions`, nothing is taken.
    """
    actor.require(Permission.READINGS)
    report = ImportReport()
    with staging_area(database) as db:
        staging.open_stage(db)
        names = ImportNames(database, actor, metrics, create, answers, catalogue)
        importer = StagedImport(db, names, today, why, answers)
        report.read = importer.read(lines, on_batch)
        importer.settle()
        staging.settle_stage(db)
        report.questions = [*(questions() if callable(questions) else questions), *importer.asked]
        kept = not dry_run and not report.questions and not (strict and importer.rejected)
        if kept and importer.has_news:
            action = f"import readings from {source}" if source else "import readings"
            record = ChangeRecord(actor, action, why)
            kept = _is_kept(db, database, importer, record, report, strict=strict)
        elif dry_run:
            importer.show_corrections(report)
        importer.tell(report, on_reject, told=kept or dry_run)
    return report


def _is_kept(
    db: Database,
    database: DatabaseFile,
    importer: StagedImport,
    record: ChangeRecord,
    report: ImportReport,
    *,
    strict: bool,
) -> bool:
    """Write what is staged as one change; not where `strict` now finds a line that is bad."""
    try:
        with writing(database, record, bulk=True, on=db):
            importer.look_again(database, record.actor)
            if strict and importer.rejected:
                raise _NotKept(list(staging.each_reject(db)))
            importer.keep(report)
    except _NotKept as error:
        staging.reject(db, error.rejects)  # what was found within the change went with it
        return False
    return True
