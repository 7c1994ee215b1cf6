"""From the texts of a file's cells to readings: what is certain is read, what is not is asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from kpitui.domain.dates import NotADate
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_answers import ImportAnswers, ImportQuestion, Order, TimeScale
from kpitui.domain.import_cells.choices import CellChoice
from kpitui.domain.import_cells.day_column import DayColumn
from kpitui.domain.import_cells.doubts import NumberDoubt
from kpitui.domain.import_cells.number_column import NumberColumn
from kpitui.domain.import_cells.questions import doubts_asked, sign_asked
from kpitui.domain.import_cells.remembered import Remembered
from kpitui.domain.import_cells.values import Value, Values, require_parts
from kpitui.domain.import_rows import ImportRow, NoValue, RawReading, Rejected
from kpitui.domain.numbers import NotANumber
from kpitui.domain.periods import CALENDAR, Calendar, PeriodKind
from kpitui.domain.readings import LONGEST_ID
from kpitui.domain.records.metric import Definition
from kpitui.domain.text import NAME_LIMIT, NOTE_LIMIT, clean

CellT = TypeVar("CellT")

REMEMBERED = 10_000

MOST_COLUMNS = 5_000
"""Of so many pairs of a heading and a metric it is remembered what their cells decide."""


class ReadAgain(Exception):
    """Late lines decided how earlier ones are meant: the file is to be read once more by the same
    reader, which knows it now.
    """


class CellReader:
    """Reads the cells of a file; what the whole of a column decides is decided once.

    `look` at the first lines, then `read` all of them. Where late lines decide otherwise, `read`
    raises `ReadAgain` at its end, once; nothing that it gave until then may be taken. Afterwards
    `questions` are what nothing decides; their cells are `Rejected`.
    """

    def __init__(
        self,
        today: date,
        answers: ImportAnswers,
        metric_of: Callable[[str], Definition | None],
        *,
        likely_of: Callable[[str], Definition | None] = lambda _: None,
        usual_dates: Order | None = None,
        usual_comma: bool | None = None,
        covers: PeriodKind = PeriodKind.DAY,
        calendar: Calendar = CALENDAR,
        scales: Mapping[str, TimeScale] | None = None,
        as_kept: bool = False,
    ) -> None:
        """`metric_of` says what a metric is, None for a new one, of which `likely_of` says what it
        may be, so that it is asked about.

        `as_kept` are the numbers of a file that kpitui wrote: in the unit of their metric, with a
        decimal point where no other cell says otherwise.

        `usual_dates` decide where no date does; `usual_comma` is only proposed. `scales` say what
        the bare numbers of a metric count.
        """
        self._answers, self._metric_of, self._likely_of = answers, metric_of, likely_of
        self._scales, self._usual_comma, self._as_kept = scales or {}, usual_comma, as_kept
        self._dates = DayColumn(today, answers.dates, usual_dates, covers, calendar)
        self._comma = None if answers.decimal is None else answers.decimal == "comma"
        self._sign: CellChoice[bool] = CellChoice(self._comma)
        self._columns: dict[str, NumberColumn] = {}
        self._values: dict[tuple[str, str], Values] = {}
        self._days = Remembered(self._dates.read, REMEMBERED)
        self._names = Remembered(_name, REMEMBERED)
        self._settled = False
        self._sign.choose()

    def look(self, sample: Iterable[RawReading | Rejected]) -> None:
        """Decide what the first lines decide."""
        for raw in sample:
            if isinstance(raw, RawReading):
                self._taken(raw)
        self._choose()

    def read(
        self, raws: Iterable[RawReading | Rejected]
    ) -> Iterator[ImportRow | Rejected | NoValue]:
        """A reading, a refusal or a missing value for each; what was refused before passes.

        A date that cannot be read is refused once a line.
        """
        last: Rejected | None = None
        taken = self._taken
        for raw in raws:
            if type(raw) is RawReading:  # said by its type, which takes a fifth less than a check
                row = taken(raw)
                if type(row) is Rejected:
                    if row == last:
                        continue
                    last = row
                yield row
            elif isinstance(raw, Rejected):
                yield raw
        if not self._settled and self._is_stale:
            self._settled = True
            self._choose()
            raise ReadAgain

    @property
    def questions(self) -> list[ImportQuestion]:
        """What the cells that were read do not say, and no one has answered."""
        doubts: dict[NumberDoubt, dict[str, tuple[str, ...]]] = {}
        for values in self._values.values():
            for doubt, examples in values.doubts.items():
                doubts.setdefault(doubt, {})[values.name] = examples
        return [*self._dates.questions(), *self._sign_asked(), *doubts_asked(doubts)]

    def _taken(self, raw: RawReading) -> ImportRow | Rejected | NoValue:
        values = self._values.get((raw.column, raw.metric))
        try:
            if values is None:
                values = self._new_values(raw)
            if raw.numerator or raw.denominator or raw.n:
                return self._with_parts(raw, values)
            said = values.said[raw.value]
            if said is None:
                return NoValue(raw.line, raw.column, raw.value)
            return self._row(raw, values, said)
        except NotADate as error:
            return Rejected(raw.line, f"date: {error}")
        except NotANumber as error:
            return Rejected(raw.line, f"{raw.column or raw.metric}: {error}")
        except ValueError as error:
            return Rejected(raw.line, str(error))

    def _row(self, raw: RawReading, values: Values, said: Value) -> ImportRow:
        day, covers = self._days[raw.date]
        row = ImportRow(
            raw.line, values.name, day,
            self._names[raw.person] if raw.person else None,
            self._names[raw.team] if raw.team else None,
            said.value, said.numerator, said.denominator, None,
            _note(raw.note) if raw.note else "",
            _own_id(raw.external_id) if raw.external_id else None,
            said.clock, raw.column, said.mark, said.decimals, covers, raw.numbered,
        )  # fmt: skip
        if raw.code:
            row.code = self._names[raw.code]
        return row

    def _with_parts(self, raw: RawReading, values: Values) -> ImportRow | NoValue:
        said = values.said[raw.value] if raw.value else None
        numerator = _named("numerator", values.column.part, raw.numerator)
        denominator = _named("denominator", values.column.part, raw.denominator)
        if numerator is not None or denominator is not None:
            said = _of_parts(raw, values, said, numerator, denominator)
        if said is None:
            text = raw.value or " / ".join(filter(None, (raw.numerator, raw.denominator)))
            return NoValue(raw.line, raw.column, text)
        row = self._row(raw, values, said)
        if raw.n and row.value is not None:
            row.n = _named("n", values.column.count, raw.n)
        return row

    def _new_values(self, raw: RawReading) -> Values:
        column = self._columns.get(raw.column)
        if column is None:
            default = self._usual_comma if self._answers.yes else None
            default = False if self._as_kept else default
            column = NumberColumn(CellChoice(self._comma, None, self._sign, default))
            column.sign.choose()
            if len(self._columns) < MOST_COLUMNS:
                self._columns[raw.column] = column
        name = self._names[raw.metric] or ""
        metric = self._metric_of(name)
        likely = self._likely_of(name) if metric is None else None
        scale = self._scales.get(name)
        kept = self._as_kept
        values = Values(name, raw.column, column, metric, self._answers, scale, likely, kept)
        if len(self._values) < MOST_COLUMNS:
            self._values[raw.column, raw.metric] = values
        return values

    @property
    def _is_stale(self) -> bool:
        return (
            self._dates.is_stale
            or any(column.sign.is_stale for column in self._columns.values())
            or any(values.is_stale for values in self._values.values())
        )

    def _choose(self) -> None:
        self._dates.choose()
        self._sign.choose()
        self._days.clear()
        for column in self._columns.values():
            column.sign.choose()
            column.forget()
        for values in self._values.values():
            values.choose()

    def _sign_asked(self) -> Iterator[ImportQuestion]:
        examples = {
            name: tuple(column.sign.examples)
            for name, column in self._columns.items()
            if column.sign.is_open
        }
        if examples:
            yield sign_asked(examples, self._usual_comma)


def _of_parts(
    raw: RawReading,
    values: Values,
    said: Value | None,
    numerator: float | None,
    denominator: float | None,
) -> Value | None:
    if values.metric is not None and not values.is_ratio and said is not None:
        return said
    if numerator is None or denominator is None:
        if said is not None:
            return said
        missing = "numerator" if numerator is None else "denominator"
        raise NotANumber(f"the {missing} is missing; a ratio needs both its parts")
    if numerator == denominator == 0:
        return None
    require_parts(numerator, denominator)
    if said is not None and said.value is not None:
        _require_same(said.value, said.decimals, numerator / denominator)
    return Value(None, numerator=numerator, denominator=denominator)


def _require_same(value: float, decimals: int, share: float) -> None:
    """Nothing where a value is what its parts make, rounded as it is; raises `NotANumber`."""
    off = min(abs(value - share), abs(value - 100 * share))
    if off > 0.51 * 10**-decimals:
        raise NotANumber(f"{value:g} is not what its parts make; leave out what is wrong")


def _named(what: str, read: Mapping[str, CellT], text: str) -> CellT:
    """A cell beside the value; what is wrong with it is said with its name."""
    try:
        return read[text]
    except NotANumber as error:
        raise ValueError(f"{what}: {error}") from None


def _name(text: str) -> str | None:
    return clean(unguarded(text.strip()), NAME_LIMIT) or None


def _note(text: str) -> str:
    return clean(unguarded(text.strip()), NOTE_LIMIT, multiline=True)


def _own_id(text: str) -> str | None:
    return clean(unguarded(text.strip()), LONGEST_ID) or None
