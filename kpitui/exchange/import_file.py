"""A file of readings brought in, whatever shape it has."""

from collections.abc import Callable
from datetime import date
from typing import BinaryIO

from msgspec.structs import replace

from kpitui.actions.import_readings import import_readings
from kpitui.actions.import_report import ImportReport
from kpitui.domain.access import Actor
from kpitui.domain.import_cells.reader import ReadAgain
from kpitui.domain.import_rows import Rejected
from kpitui.domain.writing import WRITING, Writing
from kpitui.exchange.files import open_bytes
from kpitui.exchange.read_file import FileReader, OriginalLines, Source
from kpitui.exchange.rejects import RejectsFile
from kpitui.storage.database import DatabaseFile
from kpitui.views.catalogue import load_catalogue
from kpitui.views.vocabulary import load_vocabulary

Progress = Callable[[int, int], object]
"""How far a file has been read, and how far it goes; 0 where that is not known."""

OnReject = Callable[[Rejected], object]


def import_file(
    database: DatabaseFile, actor: Actor, source: Source, *, today: date, create: bool = False,
    strict: bool = False, dry_run: bool = False, writing: Writing = WRITING, why: str = "",
    on_reject: OnReject | None = None, progress: Progress | None = None,
) -> ImportReport:  # fmt: skip
    """Import a file, or standard input for `-`; what it did, or what it has to ask first. `why` is
    the reason that a closed month asks for.

    Raises `BadFile` where the file cannot be read.
    """
    plan = load_vocabulary(database, today)
    known = source.profile
    with open_bytes(source.path) as stream:
        reader = FileReader(
            stream, source, plan, today=today, writing=writing, rules=database.rules.on(today)
        )
        if reader.asked:
            return ImportReport(questions=reader.asked, said=reader.said())

        def tell(_: int) -> None:
            if progress is not None:
                progress(reader.records.place(), reader.records.size)

        def bring() -> ImportReport:
            return import_readings(
                database, actor, reader.rows(), metrics=known.definitions if known else {},
                create=create or bool(known and known.create), strict=strict, dry_run=dry_run,
                answers=reader.answers, questions=reader.questions, catalogue=load_catalogue,
                source=source.in_history, why=why, today=today,
                on_reject=_with_texts(on_reject, stream, source, reader), on_batch=tell,
            )  # fmt: skip

        try:
            report = bring()
        except ReadAgain:
            reader.start()
            report = bring()
    report.said = [*reader.said(), *report.said, *_empty(report, source)]
    return report


def _empty(report: ImportReport, source: Source) -> list[str]:
    """What to say of a file that has nothing to bring in."""
    if report.read or report.no_value_count or report.rejected_count or report.questions:
        return []
    return [f"{source.name} has no line below the headings."]


def _with_texts(
    on_reject: OnReject | None, stream: BinaryIO, source: Source, reader: FileReader
) -> OnReject | None:
    """The same with the cells of each line, which is read once more for them."""
    if on_reject is None:
        return None
    lines: list[OriginalLines] = []

    def reject(one: Rejected) -> None:
        if not lines:
            if isinstance(on_reject, RejectsFile):
                on_reject.headings = reader.headings()
            lines.append(OriginalLines(stream, source))
        on_reject(replace(one, texts=one.texts or lines[0].texts(one.line)))

    return reject
