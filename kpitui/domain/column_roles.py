"""Which column holds the day, the person, the metric and the value, told by names and cells."""

from collections.abc import Sequence

from kpitui.domain.cell_looks import (
    is_one_of,
    looks_day,
    looks_month_of_year,
    looks_without_year,
    looks_year,
)
from kpitui.domain.column_cells import Column
from kpitui.domain.column_words import DAYS, FIRST_NAMES, PERIODS, WEEKS, heading_key

DATE, YEAR, METRIC, PERSON, TEAM = "date", "year", "metric", "person", "team"
PARTS = ("month", "week", "month_day")
"""What a date lacks its year in."""
SUBJECT = (DATE, YEAR, *PARTS, PERSON, "surname", "code", TEAM)
"""What says when a reading is of, and of which person or team."""

_CALLED_DATE = frozenset(("date", "datum", "fecha"))


def roles_of(columns: Sequence[Column]) -> dict[str, Column]:
    """The column of each role: the one whose name is the surest, and whose cells do not say
    otherwise.
    """
    best: dict[str, Column] = {}
    for column in columns:
        role = column.role
        if role and _holds(column, role) and (role not in best or column.rank < best[role].rank):
            best[role] = column
    if DATE not in best and YEAR not in best:
        days = next(
            (column for column in columns if column.is_days and _plainly_days(column)), None
        )
        best |= {DATE: days} if days is not None else {}
    if DATE not in best or (best[DATE].cells and not best[DATE].mostly(_has_year)):
        best |= _parts_of_dates(columns, best.pop(DATE, None))
    else:
        best.pop(YEAR, None)
    if not {DATE, YEAR, *PARTS} & {*best}:
        # Where no cell of it is a day, each line says so.
        called = next(
            (column for column in columns if heading_key(column.name) in _CALLED_DATE), None
        )
        best |= {DATE: called} if called is not None else {}
    code = best.pop("code", None)
    if code is not None and code.cells and PERSON not in best:
        best[PERSON] = code
    elif code is not None and PERSON in best and _tells_people_apart(code, best[PERSON]):
        best["code"] = code
    value = best.get("value")
    if METRIC not in best and value is not None and value.cells and not value.measures:
        del best["value"]  # such as a Result in words, in a table of other figures
    if PERSON not in best or heading_key(best[PERSON].name) not in FIRST_NAMES:
        best.pop("surname", None)
    return best


def _tells_people_apart(code: Column, person: Column) -> bool:
    """Whether a column holds a code of each person, and not one of each line."""
    codes, names = len({*code.cells}), len({*person.cells})
    return 0 < codes <= names + max(1, names // 4)


def _has_year(cell: str) -> bool:
    return looks_day(cell) or looks_year(cell)


def _parts_of_dates(columns: Sequence[Column], date: Column | None) -> dict[str, Column]:
    """The columns of a month, a week or a day of the month that stand beside a year, or wait for
    one.
    """
    found: dict[str, Column] = {}
    for column in columns:
        key = heading_key(column.name)
        if not column.cells:
            continue
        named = key in PERIODS and column.mostly(looks_month_of_year)
        if column is date or named or (column.role == DATE and column.mostly(looks_without_year)):
            found.setdefault("month", column)
        elif key in WEEKS and column.mostly(lambda cell: is_one_of(cell, 53)):
            found.setdefault("week", column)
        elif key in DAYS and column.mostly(lambda cell: is_one_of(cell, 31)):
            found.setdefault("month_day", column)
    if "month" not in found:
        found.pop("month_day", None)
    else:
        found.pop("week", None)
    return found


def _holds(column: Column, role: str) -> bool:
    cells = column.cells
    if not cells:
        return True
    if role == DATE:
        return column.mostly(lambda cell: _has_year(cell) or looks_without_year(cell))
    if role == YEAR:
        return column.mostly(looks_year)
    if role == METRIC:
        return not (column.is_days or column.is_answers or column.is_numbers)
    if role in (PERSON, TEAM):
        return not (column.is_days or column.is_answers or column.is_figures)
    return True


def _plainly_days(column: Column) -> bool:
    return column.role in ("", YEAR) and not (
        column.is_numbers and column.mostly(lambda cell: len(cell.strip()) < 8)
    )


def column_names(roles: dict[str, Column], *wanted: str) -> dict[str, str]:
    """The names of the columns of some roles, by role."""
    return {role: roles[role].name for role in wanted if role in roles}
