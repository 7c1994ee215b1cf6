"""Files of evaluations, ours and those of other programs, brought in."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from kpitui.actions.import_entered import EnteredLine, EnteredReport
from kpitui.actions.import_evaluations import import_evaluations, people_in_doubt
from kpitui.actions.import_questions import about_doubts
from kpitui.domain.access import Actor
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import BadFile, KpituiError
from kpitui.domain.evaluation_columns import evaluation_columns
from kpitui.domain.evaluation_rows import (
    EvaluationPart,
    EvaluationReader,
    RawEvaluation,
    raw_evaluations,
)
from kpitui.domain.import_answers import Asked, ImportAnswers, ImportQuestion
from kpitui.domain.import_cells.day_column import DayColumn
from kpitui.domain.import_rows import Rejected
from kpitui.domain.periods import PeriodKind
from kpitui.domain.records.sheet import Sheet
from kpitui.domain.writing import Writing
from kpitui.exchange.files import STANDARD_INPUT, open_bytes
from kpitui.exchange.read_file import Source
from kpitui.storage.database import DatabaseFile
from kpitui.views.sheets import SheetBook, load_sheet_book


class EvaluationFile(Struct):
    """The evaluations that a file holds, read to its end."""

    headings: tuple[str, ...]
    evaluations: Sequence[RawEvaluation]


def is_of_evaluations(database: DatabaseFile, source: Source) -> bool:
    """Whether a file that kpitui did not write has columns for questions of a call sheet, or one
    for questions and one for answers. Standard input is not looked at.
    """
    book = load_sheet_book(database)
    if not book.sheets or source.path == STANDARD_INPUT:
        return False
    try:
        with open_bytes(source.path) as stream:
            _, headings = next(source.open(stream).lines, (0, ()))
    except KpituiError:
        return False  # who reads it says what is wrong
    return evaluation_columns(headings, book.sheets).is_of_evaluations(book.sheets)


def read_evaluations(source: Source, sheets: Sequence[Sheet]) -> EvaluationFile:
    """The evaluations of a file as texts; raises `BadFile` where it cannot be read."""
    with open_bytes(source.path) as stream:
        lines = source.open(stream).lines
        _, headings = next(lines, (0, ()))
        columns = evaluation_columns(headings, sheets)
        if "person" not in columns.terms:
            raise BadFile(f"{source.name} has no column person; it says whose contact it was.")
        if lacking := columns.lacking(sheets):
            raise BadFile(f"{source.name} {lacking}. Add a column for each, by that name.")
        found = [*raw_evaluations(lines, columns)]
        if found and not (columns.questions or columns.is_by_answer):
            what = (
                "no column has the key or the words of a question"
                if sheets
                else "there is no call sheet yet; kpitui sheet load FILE brings one"
            )
            raise BadFile(f"{source.name} holds no answers that can be read: {what}.")
        return EvaluationFile(columns.headings, found)


def import_evaluation_file(
    database: DatabaseFile,
    actor: Actor,
    source: Source,
    *,
    strict: bool,
    dry_run: bool,
    writing: Writing,
    why: str,
    today: date,
) -> EnteredReport | list[ImportQuestion]:
    """Bring in the evaluations of a file, or what has to be asked first.

    Raises `BadFile` where it cannot be read, or holds none.
    """
    book, answers = load_sheet_book(database), source.answers
    file = read_evaluations(source, book.sheets)
    days = DayColumn(today, answers.dates, writing.order, PeriodKind.DAY, writing.calendar)
    _look(days, file.evaluations)
    sheet, asked = _sheet_of(file, book, answers, today)
    asked += [*days.questions(), *_people_asked(database, file, answers, today)]
    if not answers.date and any(
        not evaluation.terms.get("date") for evaluation in file.evaluations
    ):
        asked.append(ImportQuestion(Asked.DATE, "The file has contacts without a date.", ()))
    if asked:
        return asked
    reader = EvaluationReader(
        book.sheets, lambda text: days.read(text)[0], sheet=sheet, day=answers.date or ""
    )
    return import_evaluations(
        database, actor, _entries(reader, file.evaluations), strict=strict, dry_run=dry_run,
        source=source.in_history, why=why, today=today,
    )  # fmt: skip


def _entries(
    reader: EvaluationReader, evaluations: Sequence[RawEvaluation]
) -> Iterator[EnteredLine[EvaluationPart] | Rejected]:
    for raw in evaluations:
        found = reader.read(raw)
        yield found if isinstance(found, Rejected) else EnteredLine(raw.line, found)


def _people_asked(
    database: DatabaseFile, file: EvaluationFile, answers: ImportAnswers, today: date
) -> list[ImportQuestion]:
    """Whether names are those of someone who is there; where that is answered they are."""
    if answers.match == "new":
        return []
    names = (evaluation.terms.get("person", "") for evaluation in file.evaluations)
    doubts = people_in_doubt(database, names, today)
    open_ = [
        doubt
        for doubt in doubts
        if len(doubt.like) > 1 or not (answers.match == "same" or (doubt.sure and answers.yes))
    ]
    whose = {doubt.name: doubt.like[0] for doubt in doubts if doubt not in open_}
    for raw in file.evaluations:
        if meant := whose.get(raw.terms.get("person", "")):
            raw.terms = {**raw.terms, "person": meant}
    return about_doubts(open_) if answers.match is None else []


def _look(days: DayColumn, evaluations: Sequence[RawEvaluation]) -> None:
    """Have the dates of all lines decide which order they have."""
    for raw in evaluations:
        try:
            days.read(raw.terms.get("date", ""))
        except NotADate:
            continue  # its line says so
    days.choose()


def _sheet_of(
    file: EvaluationFile, book: SheetBook, answers: ImportAnswers, today: date
) -> tuple[Sheet | None, list[ImportQuestion]]:
    """The sheet of evaluations that name none: the one that was said, the only one, or the one
    whose questions the file has.
    """
    if answers.call_sheet:
        return book.named(answers.call_sheet), []
    if all(evaluation.terms.get("sheet") for evaluation in file.evaluations):
        return None, []
    asked = {answer.question for raw in file.evaluations for answer in raw.answers}
    fits = {sheet.id: evaluation_columns([*asked], [sheet]).fits(sheet) for sheet in book.sheets}
    best = [sheet for sheet in book.sheets if fits[sheet.id] == max(fits.values())]
    if len(best) < 2:
        return (best[0] if best else None), []
    codes = tuple(sheet.code for sheet in best)
    return None, [
        ImportQuestion(Asked.CALL_SHEET, "The file does not say which call sheet it is of.", codes)
    ]
