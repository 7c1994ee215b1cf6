"""The profile of a file that no one has described, from its first lines."""

import re
from collections import Counter
from collections.abc import Sequence
from shlex import quote

from msgspec.structs import replace

from kpitui.domain.cell_looks import day_and_rest, days_in, looks_number
from kpitui.domain.column_cells import Column, Known
from kpitui.domain.column_guess import COLUMNS, Above, Layout, guess_layout, has_value
from kpitui.domain.column_roles import DATE, METRIC, PERSON, YEAR
from kpitui.domain.column_words import pivot_metric
from kpitui.domain.errors import BadFile
from kpitui.domain.import_answers import Asked, ImportAnswers, ImportQuestion
from kpitui.domain.people_headings import looks_like_person
from kpitui.exchange.people_file import is_contract_hours, is_list_of_people
from kpitui.exchange.profile import ASKED_DAY, MetricColumns, Profile
from kpitui.exchange.shapes.tables import (
    Line,
    TableAt,
    find_tables,
    header_lines_at,
    place_named,
    table_at,
    told_columns,
)

EXAMPLES = 5
_BY_SOMEBODY = re.compile(
    r"\W*\b(?:by|per)\s+(?:agent|advis[eo]r|person|employee|colleague|user|staff)s?\b.*",
    re.IGNORECASE,
)
"""How a title goes on behind the metric, where the columns are people."""
_KEYS = {METRIC: "metric_name"}


def guess_profile(
    lines: Sequence[Line], known: Known, answers: ImportAnswers, name: str = ""
) -> tuple[Profile, list[ImportQuestion]]:
    """What the columns of a file most likely mean, and what it does not say and no one has
    answered; `lines` are its first ones, `name` is what messages call it.

    Raises `BadFile` where no line names columns, where a column that counts stands there twice,
    and where nothing is measured.
    """
    table, questions = _table(lines, answers, name)
    columns = columns_of(table, lines)
    above = above_of(lines, table)
    by_column = answers.metric == COLUMNS
    if by_column:
        answers = replace(answers, metric=None)
    elif answers.metric is None and (sure := above.sure_metric(known)):
        answers = replace(answers, metric=sure)
    given = {what for what, answer in ((DATE, answers.date), (METRIC, answers.metric)) if answer}
    given |= {COLUMNS} if by_column else set()
    layout = guess_layout(columns, known, given)
    _check(layout, table, name)
    people = [column.name for column in columns if looks_like_person(column.name)]
    people = people if layout.across == (PERSON,) else []
    questions += [_question(what, table, above, people) for what in layout.lacks]
    return _profile(layout, table, answers, found=answers.header is None), questions


def with_answers(profile: Profile, answers: ImportAnswers) -> Profile:
    """A kept profile with what was answered of what it leaves open: the day and the metric of all
    readings, and the line of the headings.
    """
    said: dict[str, object] = {}
    if answers.header is not None:
        said["header"] = answers.header
    if answers.date is not None and profile.date is None and profile.year is None:
        said["day"] = answers.date
    if answers.metric is not None and profile.of_metric is not None:
        said["of_metric"] = answers.metric
    return profile.model_copy(update=said)


def columns_of(table: TableAt, lines: Sequence[Line]) -> list[Column]:
    """The columns of a table with those of its first cells that these lines hold."""
    rows = table_lines(table, lines)
    return [
        Column(name, head, (cells[place] for _, cells in rows if place < len(cells)))
        for place, (name, head) in enumerate(zip(table.names, table.heads, strict=True))
    ]


def table_lines(table: TableAt, lines: Sequence[Line]) -> list[Line]:
    """The lines of these that lie below the headings of a table."""
    first = table.line + table.header_lines
    until = table.until
    return [
        (number, cells)
        for number, cells in lines
        if number >= first
        and (until is None or number < until)
        and [cell.strip() for cell in cells[:2]] != [head[-1] for head in table.heads[:2]]
    ]


def _table(
    lines: Sequence[Line], answers: ImportAnswers, name: str
) -> tuple[TableAt, list[ImportQuestion]]:
    if not lines:
        raise BadFile(f"{name or 'It'} is empty; it needs a line with the names of its columns.")
    tables = find_tables(lines, name)
    if answers.header is not None:
        return table_on(lines, answers.header, name=name), []
    if not tables:
        number, cells = lines[0]
        if any(looks_number(cell) for cell in cells):
            raise BadFile(
                f"{place_named(name, number)} holds values already, and no line names the columns. "
                "Put a line above them, such as: metric, date, value."
            )
        return table_at(lines, 0, name=name), []
    if len(tables) == 1:
        return tables[0], []
    ask = ImportQuestion(
        Asked.HEADER,
        f"There are {len(tables)} tables, one below the other; which line names the columns of the "
        "one to read?",
        tuple(str(table.line) for table in tables),
        examples=tuple(
            f"line {table.line}: {told_columns(table.names)}" for table in tables[:EXAMPLES]
        ),
    )
    return tables[0], [ask]


def table_on(
    lines: Sequence[Line], number: int, header_lines: int | None = None, name: str = ""
) -> TableAt:
    """The table whose headings begin on a line, up to the next table; raises `BadFile` where
    nothing stands on it.
    """
    place = next((at for at, line in enumerate(lines) if line[0] == number), None)
    if place is None:
        raise BadFile(
            f"{place_named(name, number)} holds no headings: it is empty, or not one of the first "
            f"{lines[-1][0] if lines else 0:,}."
        )
    tables = find_tables(lines, name)
    same = next((table for table in tables if table.line == number), None)
    if same is not None and header_lines in (None, same.header_lines):
        return same
    found = table_at(lines, place, header_lines or header_lines_at(lines, place), name)
    later = (table.line for table in tables if table.line >= number + found.header_lines)
    return TableAt(found.line, found.heads, found.names, next(later, None))


def _check(layout: Layout, table: TableAt, name: str) -> None:
    used = [*layout.roles.values()]
    for figure in layout.figures:
        used += [figure.value, figure.numerator, figure.denominator]
    if layout.across:
        used += [name for name in table.names if name not in layout.skipped]
    heads = Counter(table.heads)
    for column, head in zip(table.names, table.heads, strict=True):
        if column in used and heads[head] > 1 and any(head):
            places = [at for at, other in enumerate(table.heads, start=1) if other == head]
            raise BadFile(
                f"{place_named(name, table.line)}: the column {' '.join(head)} stands there twice, "
                f"as column {places[0]} and {places[1]}; rename one, or say in a profile which is "
                f"meant (the second is called “{table.names[places[1] - 1]}”)."
            )
    measures = [
        figure.value or "" for figure in layout.figures if not is_contract_hours(figure.value or "")
    ]
    is_without = not measures and not layout.across and not has_value(layout.roles)
    if is_without and PERSON in layout.roles and is_list_of_people(table.names):
        raise BadFile(
            f"{name or 'This'} looks like a list of people; bring it in with: kpitui people "
            f"import {quote(name) if name else 'FILE'}"
        )
    if is_without and not layout.figures:
        raise BadFile(
            f"{f'{name}: no' if name else 'No'} column of line {table.line} holds numbers under a "
            f"name that says what they are; it has {told_columns(table.names)}. Say which line "
            "names the columns (--header), or bring a --profile."
        )


def above_of(lines: Sequence[Line], table: TableAt) -> Above:
    """What the lines above a table say."""
    titles, pivots, days = list[str](), list[str](), dict[str, str]()
    for number, cells in lines:
        if number >= table.line:
            break
        filled = [cell.strip() for cell in cells if cell.strip()]
        titles += filled if len(filled) == 1 else []
        for cell in filled:
            pivots += [pivot_metric(cell)] if pivot_metric(cell) else []
            said = day_and_rest(cell)
            days |= dict.fromkeys(days_in(cell), said[0] if said else cell)
    return Above(*(one[0] if len(one) == 1 else "" for one in (titles, pivots, [*days.values()])))


def _question(what: str, table: TableAt, above: Above, people: Sequence[str]) -> ImportQuestion:
    if what == METRIC and people:
        title = _BY_SOMEBODY.sub("", above.title)
        return ImportQuestion(
            Asked.METRIC,
            f"Columns are called as people are ({told_columns(people)}): which metric are their "
            f"values of? “{COLUMNS}” says that each column is a metric.",
            (*([title] if title else []), COLUMNS),
            title,
        )
    columns = f"the columns are {told_columns(table.names)}"
    title, day = above.title, above.day
    if what == METRIC:
        sentence = f"No column names the metric: which is it? ({columns})"
        return ImportQuestion(Asked.METRIC, sentence, (title,) if title else (), title)
    if what == YEAR:
        sentence = f"The dates have no year: which one are they of? ({columns})"
        return ImportQuestion(Asked.DATE, sentence, ())
    sentence = f"No column holds dates: which day are the values of? ({columns})"
    return ImportQuestion(Asked.DATE, sentence, (day,) if day else (), day)


def _profile(layout: Layout, table: TableAt, answers: ImportAnswers, *, found: bool) -> Profile:
    roles = {_KEYS.get(role, role): column for role, column in layout.roles.items()}
    said: dict[str, object] = {**roles}
    if table.header_lines > 1:
        said["header_lines"] = table.header_lines
    if not found:
        said["header"] = answers.header
    if answers.date is not None and "date" not in roles:
        said["day"] = answers.date
    elif {DATE, YEAR} & {*layout.lacks}:
        said["day"] = ASKED_DAY
    if METRIC not in layout.roles and METRIC not in layout.across and not layout.figures:
        said["of_metric"] = answers.metric or ASKED_DAY
    metrics = tuple(
        MetricColumns.model_validate(
            {"name": figure.metric}
            | {
                key: column
                for key in ("value", "n", "numerator", "denominator")
                if (column := getattr(figure, key))
            }
        )
        for figure in layout.figures
    )
    return Profile.model_validate(
        said
        | {
            "across": layout.across, "skip": layout.skipped, "metric": metrics,
            "date_covers": layout.covers,
        }
    )  # fmt: skip
