"""What the columns of a file of readings most likely hold, told by their names and first cells."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from kpitui.domain.cell_looks import (
    day_and_rest,
    looks_day,
    looks_without_year,
    looks_year,
    share,
)
from kpitui.domain.column_cells import MOSTLY, Column, Known
from kpitui.domain.column_figures import FigureColumns, figures_of
from kpitui.domain.column_roles import (
    DATE,
    METRIC,
    PARTS,
    PERSON,
    SUBJECT,
    TEAM,
    YEAR,
    column_names,
    roles_of,
)
from kpitui.domain.column_words import COVERS, heading_key
from kpitui.domain.people_headings import look_like_people

COLUMNS = "columns"
"""What is given where someone says that each column of values is a metric."""


class Layout(Struct, frozen=True):
    """How a table is laid out: what its columns hold, and what the headings across stand for.

    `roles` are columns by what they hold; `figures` the metrics of a wide table; `across` what the
    headings of all other columns say, from top to bottom. `lacks` is what the file does not say
    (`date`, `year`, `metric`).
    """

    roles: dict[str, str]
    figures: tuple[FigureColumns, ...] = ()
    across: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    covers: str = "day"
    lacks: tuple[str, ...] = ()


class Above(Struct, frozen=True):
    """What stands above a table, each only where it is the only one: a line of words, what a pivot
    table adds up, and a day.
    """

    title: str = ""
    pivot: str = ""
    day: str = ""

    def sure_metric(self, known: Known) -> str:
        """The metric that everything below is of; empty where that is not sure."""
        return self.pivot or (self.title if self.title and known.is_metric(self.title) else "")


def guess_layout(columns: Sequence[Column], known: Known, given: Collection[str] = ()) -> Layout:
    """How a table with these columns is laid out; `given` is what was answered of what it may
    lack.
    """
    roles = roles_of(columns)
    if METRIC in roles and not has_value(roles):
        free = _free(columns, roles, known)
        if share(known.is_metric(column.name) for column in free) >= MOSTLY:
            del roles[METRIC]  # the columns are metrics themselves
        elif len(free) == 1 and _level([free[0].name], known, metric_named=False) == METRIC:
            roles["value"] = free[0]
    if has_value(roles) and (METRIC in roles or _is_one_metric(columns, roles, known)):
        return _long(columns, roles, given)
    across = _across(columns, roles, known, given)
    if across:
        return _spread(columns, roles, across, known, given)
    if METRIC in roles:
        return _long(columns, roles, given)  # nothing is measured yet
    return _wide(columns, roles, known, given)


def has_value(roles: Collection[str]) -> bool:
    """Whether columns hold these roles that make a reading."""
    return "value" in roles or ("numerator" in roles and "denominator" in roles)


def _is_one_metric(columns: Sequence[Column], roles: dict[str, Column], known: Known) -> bool:
    """Whether nothing but the columns of a value is measured."""
    own = {roles[role].name for role in ("value", "n", "numerator", "denominator") if role in roles}
    return all(
        figure.value in own
        for figure in figures_of(columns, column_names(roles, *SUBJECT, METRIC).values(), known)
    )


_OF_VALUE = (METRIC, "value", "n", "numerator", "denominator", "note", "id", "number")


def _long(columns: Sequence[Column], roles: dict[str, Column], given: Collection[str]) -> Layout:
    named = column_names(roles, *SUBJECT, *_OF_VALUE)
    if "value" not in named:
        named.pop("n", None)
    return Layout(
        named,
        skipped=_left(columns, named.values()),
        covers=_covers(roles),
        lacks=_lacks(named, given, METRIC not in named),
    )


def _left(columns: Sequence[Column], taken: Collection[str]) -> tuple[str, ...]:
    return tuple(
        column.name
        for column in columns
        if column.name not in taken and (column.cells or not column.is_unnamed)
    )


def _lacks(named: Collection[str], given: Collection[str], no_metric: bool) -> tuple[str, ...]:
    lacks = []
    if DATE not in named and YEAR not in named and DATE not in given:
        lacks.append(YEAR if {*PARTS} & {*named} else DATE)
    if no_metric and METRIC not in given:
        lacks.append(METRIC)
    return tuple(lacks)


def _covers(roles: dict[str, Column]) -> str:
    column = roles.get(DATE)
    covers = COVERS.get(heading_key(column.name), "day") if column is not None else "day"
    return covers if column is not None and column.mostly(looks_day) else "day"


# what the headings across stand for ---------------------------------------------------------------


def _across(
    columns: Sequence[Column], roles: dict[str, Column], known: Known, given: Collection[str]
) -> tuple[str, ...]:
    """What the headings of the columns that hold values say; empty where each is just a metric.

    Where the metric of all is given, those that are none that is known are people; so are those
    that are written as names of people, unless `COLUMNS` is given.
    """
    free = _free(columns, roles, known)
    if not free:
        return ()
    if len(free[0].heads) > 1:
        return _two_levels(free, roles, known)
    heads = [column.name for column in free]
    if len(heads) > 1 and share(day_and_rest(head) is not None for head in heads) >= MOSTLY:
        return (DATE, METRIC)
    level = _level(heads, known, METRIC in roles)
    of_one = METRIC in given and len(heads) > 1 and not any(map(known.is_metric, heads))
    people = not {METRIC, COLUMNS} & {*given} and look_like_people(heads)
    if level == METRIC and (of_one or people) and PERSON not in roles:
        level = PERSON
    return () if level == METRIC else (level,)


def _two_levels(free: Sequence[Column], roles: Collection[str], known: Known) -> tuple[str, ...]:
    """What two lines of headings say, the upper one first; empty where they name metrics together.

    Where the same measures stand under each name, that is the name of a person.
    """
    upper, lower = ([column.heads[at] for column in free] for at in (0, 1))
    levels = [_level(heads, known, METRIC in roles) for heads in (upper, lower)]
    if levels == [METRIC, METRIC] and PERSON not in roles and len({*lower}) < len(lower):
        turned = share(map(known.is_metric, upper)) >= MOSTLY
        levels = [METRIC, PERSON] if turned else [PERSON, METRIC]
    return tuple(levels) if levels[0] != levels[1] else ()


def _free(columns: Sequence[Column], roles: dict[str, Column], known: Known) -> list[Column]:
    """The columns of values that no role has, without targets and sums over the others."""
    taken = {*column_names(roles, *SUBJECT, METRIC, "note").values()}
    free = [
        column
        for column in columns
        if column.name not in taken
        and column.role not in ("target", "code", "id", "number")
        and (column.measures or not column.cells or _is_time(column.name))
    ]
    measured = any(
        column.measures or _is_time(column.name) or known.is_metric(column.name) for column in free
    )
    return [column for column in free if measured and (column.cells or not column.is_unnamed)]


def _level(heads: Sequence[str], known: Known, metric_named: bool) -> str:
    def mostly(looks: Callable[[str], bool]) -> bool:
        return share(map(looks, heads)) >= MOSTLY

    if len(heads) > 1 and (mostly(_is_time) or share(map(_is_time, heads[:2])) == 1):
        return DATE
    if len(heads) == 1 and looks_day(heads[0]):
        return DATE
    if mostly(known.is_team) or mostly(lambda head: heading_key(head).startswith("team ")):
        return TEAM
    if mostly(known.is_person) or metric_named:
        return PERSON
    return METRIC


def _is_time(head: str) -> bool:
    return looks_day(head) or looks_year(head) or looks_without_year(head)


def _spread(
    columns: Sequence[Column], roles: dict[str, Column], across: tuple[str, ...], known: Known,
    given: Collection[str],
) -> Layout:  # fmt: skip
    free = _free(columns, roles, known)
    wanted = [role for role in (*SUBJECT, METRIC, "note") if role not in across]
    if DATE in across:
        wanted = [role for role in wanted if role not in PARTS]
    named = column_names(roles, *wanted)
    if METRIC not in across and METRIC not in named:
        named |= _rows_named(columns, free, named, known, METRIC in given)
    kept = {column.name for column in free if _fits_across(column, across)}
    skipped = tuple(
        column.name
        for column in columns
        if column.name not in kept
        and column.name not in named.values()
        and (column.cells or not column.is_unnamed)
    )
    lacks = []
    if DATE not in across:
        lacks = list(_lacks(named, given, METRIC not in across and METRIC not in named))
    else:
        heads = [
            column.heads[across.index(DATE)] if len(column.heads) > 1 else column.name
            for column in free
        ]
        bare = share(map(looks_without_year, heads)) >= MOSTLY and YEAR not in named
        lacks = [YEAR] if bare and DATE not in given else []
        if METRIC not in across and METRIC not in named and METRIC not in given:
            lacks.append(METRIC)
    covers = "month" if DATE in across and _first_days([column.heads for column in free]) else "day"
    covers = covers if DATE in across else _covers(roles)
    return Layout(named, across=across, skipped=skipped, covers=covers, lacks=tuple(lacks))


def _fits_across(column: Column, across: tuple[str, ...]) -> bool:
    """Whether its heading says what the others say: among months “Total” does not."""
    if DATE not in across:
        return True
    if len(column.heads) > 1:
        return _is_time(column.heads[across.index(DATE)])
    return (len(across) > 1 and day_and_rest(column.name) is not None) or _is_time(column.name)


def _rows_named(
    columns: Sequence[Column], free: Sequence[Column], named: dict[str, str], known: Known,
    of_one_metric: bool,
) -> dict[str, str]:  # fmt: skip
    """What the names down the left side are, where the column is not called anything: metrics where
    one of them is known, people or teams where these are or all is of one metric, else metrics
    unless people or teams have a column of their own.
    """
    words = [
        column
        for column in columns
        if column not in free
        and column.name not in named.values()
        and column.cells
        and not column.role
    ]
    metrics = next((word for word in words if any(map(known.is_metric, word.cells))), None)
    if metrics is not None:
        return {METRIC: metrics.name}
    if len(words) != 1 or {PERSON, TEAM} & named.keys():
        return {}
    subject = _subject_of(words[0], known)
    if of_one_metric or any(map(known.is_person, words[0].cells)) or subject == TEAM:
        return {subject: words[0].name}
    return {METRIC: words[0].name}


def _subject_of(column: Column, known: Known) -> str:
    return TEAM if column.mostly(known.is_team) else PERSON


def _first_days(heads: Sequence[tuple[str, ...]]) -> bool:
    """Whether at least two different headings are days, and each the first of a month."""
    days = {text for head in heads for text in head if looks_day(text)}
    firsts = {text for text in days if text.strip()[:10].endswith("-01") and text.count("-") == 2}
    return len(days) > 1 and days == firsts


def _wide(
    columns: Sequence[Column], roles: dict[str, Column], known: Known, given: Collection[str]
) -> Layout:
    figures = figures_of(columns, column_names(roles, *SUBJECT, METRIC).values(), known)
    named = column_names(roles, *SUBJECT)
    rows = next((column for column in columns if column.names_rows), None)
    if rows is not None and not {PERSON, TEAM} & named.keys():
        named[_subject_of(rows, known)] = rows.name
    used = {*named.values()}
    for figure in figures:
        used |= {figure.value, figure.n, figure.numerator, figure.denominator}
    return Layout(
        named,
        figures,
        skipped=_left(columns, used),
        covers=_covers(roles),
        lacks=_lacks(named, given, no_metric=False),
    )
