"""The readings of a table as the texts of its cells, as a profile says where they stand."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from kpitui.domain.cell_looks import day_and_rest, looks_without_year
from kpitui.domain.column_words import PARTS_OF, heading_key
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_rows import RawReading, Rejected
from kpitui.domain.plan_document import name_of
from kpitui.exchange.profile import ASKED_DAY, MetricColumns, Profile
from kpitui.exchange.records import Records
from kpitui.exchange.shapes.body import ABSENT, TableLines
from kpitui.exchange.shapes.guess import table_on
from kpitui.exchange.shapes.lines import sample
from kpitui.exchange.shapes.tables import (
    COLUMNS_TOLD,
    Line,
    TableAt,
    find_tables,
    place_named,
    table_at,
)
from kpitui.exchange.shapes.years import joined_date


def read_raw(records: Records, profile: Profile, name: str = "") -> Iterator[RawReading | Rejected]:
    """Each reading of a table as texts, line by line; a line with more cells than there are
    columns is rejected. What is left out is told in `records.said`; `name` is what messages call
    the file.

    Raises `BadFile` where a column is missing, and `WrongUsage` where the day or the metric is
    still to be said.
    """
    first = sample(records)
    if not first:
        raise BadFile(f"{name or 'It'} is empty; it needs a line with the names of its columns.")
    table = _find(first, profile, name)
    _require_answers(profile)
    parts = [column for column in profile.skip if profile.team and heading_key(column) in PARTS_OF]
    if other := [column for column in profile.skip if column not in parts]:
        records.said.append(f"Left out: {_listed(other)}.")
    if parts:
        records.said.append(f"{_listed(parts)}: {_OF_PARTS}.")
    lines = TableLines(records, table, profile, name)
    row = _Row(profile, lines.place, parts)
    if profile.is_wide or profile.across:
        return _spread(lines, row, _figures(profile, table, lines.place, name))
    return _long(lines, row, profile)


_OF_PARTS = (
    "used only where a line names no team and no person; where a team belongs is set on People, or "
    "by kpitui people import"
)


def headings_of(first: Sequence[Line], profile: Profile, name: str = "") -> Sequence[str]:
    """What the columns of the table are called that a profile is of; `first` are the first lines
    of the file. Raises `BadFile`.
    """
    table = _find(first, profile, name)
    if table.header_lines > 1:
        return table.names
    return [head[0] for head in table.heads]


def _listed(names: Sequence[str]) -> str:
    more = len(names) - COLUMNS_TOLD
    shown = ", ".join(f"“{name}”" for name in names[:COLUMNS_TOLD])
    return shown + (f" and {more:,} columns more" if more > 0 else "")


def _require_answers(profile: Profile) -> None:
    if profile.day == ASKED_DAY:
        raise WrongUsage("The file does not say which day it is of; name it with --date.")
    if profile.of_metric == ASKED_DAY:
        raise WrongUsage("The file does not say which metric it holds; name it with --metric.")


# the table ----------------------------------------------------------------------------------------


def _find(lines: Sequence[Line], profile: Profile, name: str) -> TableAt:
    """The table that a profile is of: on its line, else the first that has all its columns."""
    if profile.header is not None:
        return table_on(lines, profile.header, profile.header_lines, name)
    needed = profile.named_columns
    tables = [
        table for table in find_tables(lines, name) if table.header_lines == profile.header_lines
    ]
    for table in tables:
        if _has(table, needed):
            return table
    deepest = len(lines) - profile.header_lines + 1
    for at in range(deepest):
        if len(lines[at][1]) > 1 or len(needed) < 2:
            table = table_at(lines, at, profile.header_lines, name)
            if needed and _has(table, needed):
                return table_on(lines, table.line, profile.header_lines, name)
    return tables[0] if tables else table_at(lines, 0, profile.header_lines, name)


def _has(table: TableAt, needed: Sequence[str]) -> bool:
    names = {*table.names}
    keys = {*map(heading_key, table.names)}
    return all(column in names or heading_key(column) in keys for column in needed)


# long ---------------------------------------------------------------------------------------------


def _long(lines: TableLines, row: "_Row", profile: Profile) -> Iterator[RawReading | Rejected]:
    place = lines.place
    value, n, numerator, denominator, note, own, number_at = map(
        place,
        (
            profile.value, profile.n, profile.numerator, profile.denominator, profile.note,
            profile.id, profile.number,
        ),
    )  # fmt: skip
    metric, date, person, team, code = row.metric, row.date, row.person, row.team, row.code
    column = profile.value or profile.numerator or ""
    last = max(value, numerator, denominator, metric, date)
    only = profile.of_metric or ""
    constant = profile.day or ""
    joined = row.joined
    # A generator of its own, so that missing columns are told before the first line is asked for.

    def readings() -> Iterator[RawReading | Rejected]:
        for line in row.with_above(lines.each(last)):
            if isinstance(line, Rejected):
                yield line
                continue
            number, texts = line
            yield RawReading(
                number, texts[metric] or only,
                joined(texts) if joined else texts[date] or constant,
                texts[value], column, texts[person], texts[team], texts[n], texts[numerator],
                texts[denominator], texts[note], texts[own], bool(texts[number_at]), texts[code],
            )  # fmt: skip

    return readings()


Lines = Iterator[tuple[int, list[str]] | Rejected]


def _site_last(heading: str) -> bool:
    # A department is part of a site.
    return heading_key(heading) == "site"


class _Row:
    """Where a line says what holds for all its readings."""

    def __init__(
        self, profile: Profile, place: Callable[[str | None], int], above: Sequence[str]
    ) -> None:
        """`above` are the columns of what the teams are part of."""
        self._above = [place(one) for one in sorted(above, key=_site_last)]
        self.metric, self.date = place(profile.metric_name), place(profile.date)
        self.person, self.team = place(profile.person), place(profile.team)
        self.surname, self.note = place(profile.surname), place(profile.note)
        self.code = place(profile.code)
        self.year, self._month = place(profile.year), place(profile.month)
        self._week, self._month_day = place(profile.week), place(profile.month_day)
        self.day, self.of_metric = profile.day or "", profile.of_metric or ""
        parts = (self.year, self._month, self._week)
        self.joined = self._joined if max(parts) != ABSENT else None
        """The date of a line whose parts stand in several columns."""

    def with_above(self, lines: Lines) -> Lines:
        """The lines; one of no team and no person is of what the teams are part of."""
        return self._of_above(lines) if self._above else lines

    def _of_above(self, lines: Lines) -> Lines:
        for line in lines:
            if not isinstance(line, Rejected):
                texts = line[1]
                if not texts[self.team] and not texts[self.person]:
                    texts[self.team] = next((texts[at] for at in self._above if texts[at]), "")
            yield line

    def _joined(self, texts: Sequence[str]) -> str:
        year = texts[self.year] or self.day
        return joined_date(year, texts[self._month], texts[self._week], texts[self._month_day])

    def who(self, texts: Sequence[str]) -> str:
        """The person of a line."""
        if self.surname == ABSENT:
            return texts[self.person]
        return f"{texts[self.person]} {texts[self.surname]}".strip()


# wide, and headings across ------------------------------------------------------------------------


class _Figure(Struct, frozen=True):
    """Where one reading of a line stands, and what its heading says of it."""

    column: str
    value: int
    n: int = ABSENT
    numerator: int = ABSENT
    denominator: int = ABSENT
    metric: str = ""
    date: str = ""
    person: str = ""
    team: str = ""


_HEADINGS = ("metric", "date", "person", "team")


def _figures(
    profile: Profile, table: TableAt, place: Callable[[str | None], int], file: str
) -> list[_Figure]:
    if not profile.across:
        return [_wide_figure(one, place) for one in profile.metric]
    taken = {heading_key(column) for column in (*profile.named_columns, *profile.skip)}
    found = []
    for at, (name, head) in enumerate(zip(table.names, table.heads, strict=True)):
        if heading_key(name) in taken or not any(head):
            continue
        said = _said_across(profile.across, head)
        metric, date, person, team = (said.get(heading, "") for heading in _HEADINGS)
        found.append(_Figure(name, at, metric=metric, date=date, person=person, team=team))
    if not found:
        raise BadFile(
            f"{place_named(file, table.line)} has no columns of values beside those that are named."
        )
    return found


def _said_across(across: tuple[str, ...], head: tuple[str, ...]) -> dict[str, str]:
    if len(across) == 1:
        return {across[0]: head[-1] or head[0]}
    if len(head) > 1:
        return dict(zip(across, head, strict=True))
    both = day_and_rest(head[0])
    return {"date": both[0], "metric": both[1]} if both else {across[0]: head[0]}


def _wide_figure(metric: MetricColumns, place: Callable[[str | None], int]) -> _Figure:
    return _Figure(
        metric.value or metric.numerator or "", place(metric.value), place(metric.n),
        place(metric.numerator), place(metric.denominator), name_of(metric),
    )  # fmt: skip


def _spread(
    lines: TableLines, row: _Row, figures: Sequence[_Figure]
) -> Iterator[RawReading | Rejected]:
    plan = [
        (
            one.value, one.n, one.numerator, one.denominator, one.metric, one.date, one.person,
            one.team, one.column,
        )
        for one in figures
    ]  # fmt: skip
    last = max(row.metric, row.date)
    year = row.year if row.year != ABSENT else None
    every = lines.each(last)
    if not any(figure.person for figure in figures):
        every = row.with_above(every)

    def readings() -> Iterator[RawReading | Rejected]:
        for line in every:
            if isinstance(line, Rejected):
                yield line
                continue
            number, texts = line
            day = row.joined(texts) if row.joined else texts[row.date] or row.day
            of = texts[row.metric] or row.of_metric
            person, team, note = row.who(texts), texts[row.team], texts[row.note]
            own_code = texts[row.code]
            years = texts[year] if year is not None else row.day
            for value, n, part, whole, metric, date, who, group, column in plan:
                yield RawReading(
                    number, metric or of,
                    (_with_year(years, date) if years else date) if date else day,
                    texts[value], column, who or person, group or team, texts[n], texts[part],
                    texts[whole], note, code="" if who else own_code,
                )  # fmt: skip

    return readings()


def _with_year(year: str, heading: str) -> str:
    """A month of the headings with the year of its line, or the heading where it has its own."""
    return joined_date(year, heading) if looks_without_year(heading) else heading
