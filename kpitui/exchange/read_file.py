"""A file of readings, whichever program wrote it, as the readings of its lines."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.catalogue import called_so
from kpitui.domain.column_cells import Known
from kpitui.domain.entry_names import Vocabulary
from kpitui.domain.file_rules import FileRules
from kpitui.domain.guessed_metric import entry_for
from kpitui.domain.import_answers import ImportAnswers, ImportQuestion
from kpitui.domain.import_cells.reader import CellReader
from kpitui.domain.import_mapping import known_names
from kpitui.domain.import_rows import ImportRow, NoValue, Rejected
from kpitui.domain.naming import Fit, Names
from kpitui.domain.periods import PeriodKind
from kpitui.domain.records.metric import Definition
from kpitui.domain.writing import Writing
from kpitui.exchange.files import STANDARD_INPUT
from kpitui.exchange.own_readings import Beside, of_our_own, own_readings
from kpitui.exchange.profile import Profile
from kpitui.exchange.records import Records
from kpitui.exchange.rejects import without_reasons
from kpitui.exchange.shapes.guess import guess_profile, with_answers
from kpitui.exchange.shapes.lines import sample
from kpitui.exchange.shapes.read import headings_of, read_raw
from kpitui.exchange.sources import open_records
from kpitui.views.catalogue import load_catalogue

Row = ImportRow | Rejected | NoValue

_FROM_INPUT = "standard input"


class Source(Struct, frozen=True):
    """A file, and what the person who brings it says of it."""

    path: Path
    profile: Profile | None = None
    sheet: str | None = None
    encoding: str | None = None
    answers: ImportAnswers = ImportAnswers()

    @property
    def name(self) -> str:
        """How messages call it."""
        return _FROM_INPUT if self.path == STANDARD_INPUT else str(self.path)

    @property
    def in_history(self) -> str:
        """How the history calls it, which outlives its folder."""
        return _FROM_INPUT if self.path == STANDARD_INPUT else self.path.name

    def open(self, stream: BinaryIO) -> Records:
        """Its lines from the start; raises `BadFile`, and `WrongUsage` where a sheet has to be
        named.
        """
        known = self.profile
        records = open_records(
            stream,
            self.name,
            sheet=self.sheet or (known.sheet if known else None),
            encoding=self.encoding or (known.encoding if known else None),
        )
        return without_reasons(records)


class FileReader:
    """Reads one file; `asked` is what its lay-out leaves open, while which nothing can be read.

    Where `rows` raise `ReadAgain` at their end, the file is `started` again and read once more.
    """

    def __init__(
        self,
        stream: BinaryIO,
        source: Source,
        plan: Vocabulary,
        *,
        today: date,
        writing: Writing,
        rules: FileRules,
    ) -> None:
        self._stream, self._source, self._metrics = stream, source, plan.metrics
        self._beside: Beside | None = None
        self.records = self._open()
        self._first = first = sample(self.records)
        self.answers = _answers(source, ours=self._beside is not None)
        self.asked: list[ImportQuestion] = []
        if source.profile is not None:
            self.profile = with_answers(source.profile, self.answers)
        else:
            known = _known(plan)
            self.profile, self.asked = guess_profile(first, known, self.answers, source.name)
            usual = {
                question.asked.value: question.default
                for question in self.asked
                if question.default
            }
            if usual and self.answers.yes:
                self.answers = replace(self.answers, **usual)
                self.profile, self.asked = guess_profile(first, known, self.answers, source.name)
        if not self.asked:
            self._cells = CellReader(
                today,
                self.answers,
                self._metric_of(),
                likely_of=_likely,
                usual_dates=writing.order,
                usual_comma=writing.comma,
                covers=PeriodKind(self.profile.date_covers),
                calendar=rules.calendar,
                scales=self.profile.scales,
                as_kept=self._beside is not None,
            )
            # A look at a few lines tells no one what it left out; the reading of all lines does.
            few = Records(iter(first), is_workbook=self.records.is_workbook)
            self._cells.look(read_raw(few, self.profile, source.name))

    def _open(self) -> Records:
        records = self._source.open(self._stream)
        self._beside = None if self._source.profile else own_readings(records)
        return self._beside.records if self._beside is not None else records

    def start(self) -> None:
        """Begin at the first line again."""
        self._stream.seek(0)
        self.records = self._open()

    def rows(self) -> Iterator[Row]:
        """A reading, a refusal or a missing value for each cell that should hold one.

        Raises `BadFile` where a column is missing, `WrongUsage` where a day or a metric has to be
        said, and `ReadAgain`.
        """
        rows = self._cells.read(read_raw(self.records, self.profile, self._source.name))
        return rows if self._beside is None else self._beside.rows(rows)

    def headings(self) -> Sequence[str]:
        """What its columns are called."""
        if self._beside is None:
            return headings_of(self._first, self.profile, self._source.name)
        self._stream.seek(0)
        return next(self._source.open(self._stream).lines)[1]

    def questions(self) -> list[ImportQuestion]:
        """What the cells that were read leave open."""
        return self._cells.questions

    def said(self) -> list[str]:
        """What the person who brings the file should know of it."""
        return [*self.records.said, *(self._beside.said() if self._beside is not None else ())]

    def _metric_of(self) -> Callable[[str], Definition | None]:
        known = Names(self._metrics)
        defined = self.profile.definitions

        def metric_of(name: str) -> Definition | None:
            fit, found = known.fits(name)
            if fit < Fit.BEGUN and len(found) == 1:
                return found[0]
            return defined.get(name) or called_so(name, known, load_catalogue())

        return metric_of


class OriginalLines:
    """The lines of a file once more, found by their numbers, which are asked for in their order."""

    def __init__(self, stream: BinaryIO, source: Source) -> None:
        stream.seek(0)
        self._lines = source.open(stream).lines
        self._number, self._texts = 0, tuple[str, ...]()

    def texts(self, number: int) -> tuple[str, ...]:
        """The cells of a line; none where there is no such line."""
        while self._number < number:
            line = next(self._lines, None)
            if line is None:
                break
            self._number, self._texts = line[0], tuple(line[1])
        return self._texts if self._number == number else ()


def _known(plan: Vocabulary) -> Known:
    people = (subject.name for subject in plan.subjects if subject.person_id is not None)
    teams = (subject.name for subject in plan.subjects if subject.team_id is not None)
    return known_names([*plan.metrics, *load_catalogue()], people, teams)


def _likely(name: str) -> Definition | None:
    """What a new metric of a name most likely is."""
    return entry_for(name, load_catalogue())


def _answers(source: Source, *, ours: bool) -> ImportAnswers:
    """What is answered on this import, else by the profile."""
    answers, known = source.answers, source.profile
    if known is not None:
        comma = known.decimal_comma
        sign = None if comma is None else "comma" if comma else "point"
        answers = replace(
            answers,
            dates=answers.dates or known.dates,
            decimal=answers.decimal or sign,
            add_ups=known.add_ups,
        )
    return of_our_own(answers) if ours else answers
