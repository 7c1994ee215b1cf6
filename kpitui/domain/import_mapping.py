"""What the columns of a file of readings are taken for, before it is imported."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from kpitui.domain.metrics import Aggregation, Metric
from kpitui.domain.typography import folded

IGNORED = ""
COLUMNS = {
    "metric": "metric", "date": "date", "person": "person", "team": "team", "value": "value", "n": "sample size",
    "numerator": "part (numerator)", "denominator": "whole (denominator)", "note": "note", "id": "id of its source",
}  # fmt: skip
"""What a column can hold, by the word that profiles and long files use for it, and in words."""

OF_METRIC = "metric-"
"""How the role of a column begins that holds the values of one metric; its id follows."""

_NAMES = {
    "metric": ("metric", "kpi", "measure", "indicator", "kennzahl", "metrica"),
    "date": ("date", "day", "datum", "tag", "fecha", "week", "month", "when"),
    "person": ("person", "agent", "employee", "name", "advisor", "user", "mitarbeiter", "agente"),
    "team": ("team", "group", "department", "queue"),
    "value": ("value", "score", "result", "wert", "valor", "actual"),
    "n": ("n", "sample", "sample size", "count", "calls"),
    "numerator": ("numerator", "part"),
    "denominator": ("denominator", "whole", "of"),
    "note": ("note", "comment", "remark"),
    "id": ("id", "reading id", "external id"),
}


class Preview(Struct, frozen=True):
    """The columns of a file with the cells of its first lines, and what its numbers and sheets are like."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    decimal_comma: bool | None
    sheets: tuple[str, ...] = ()

    def samples(self, column: str) -> list[str]:
        """The first cells of a column that hold anything."""
        place = self.columns.index(column)
        return [line[place] for line in self.lines if line[place].strip()]


class ColumnMapping(Struct):
    """What each column is taken for (`COLUMNS`, `OF_METRIC` with an id, or nothing), and how its cells are read."""

    roles: dict[str, str] = field(default_factory=dict)
    dates: Literal["dmy", "mdy"] | None = None
    decimal_comma: bool | None = None
    sheet: str | None = None
    create: bool = False


def guessed_mapping(preview: Preview, metrics: Sequence[Metric], sheet: str | None = None) -> ColumnMapping:
    """What the names of the columns say; each role is given once, the first column that fits has it.

    A column called like a metric holds its values, where no column names metrics.
    """
    roles: dict[str, str] = {}
    given = {IGNORED}
    for column in preview.columns:
        found = next((role for role, names in _NAMES.items() if folded(column).strip() in names), IGNORED)
        roles[column] = found if found not in given else IGNORED
        given.add(found)
    if "metric" not in roles.values():
        by_name = {folded(name): one for one in metrics for name in (one.name, one.code) if direct(one)}
        for column in preview.columns:
            metric = by_name.get(folded(column).strip())
            if metric is not None:
                roles[column] = f"{OF_METRIC}{metric.id}"
    if any(role.startswith(OF_METRIC) for role in roles.values()):
        roles = {column: role if _fits_wide(role) else IGNORED for column, role in roles.items()}
    return ColumnMapping(roles, sheet=sheet, decimal_comma=preview.decimal_comma)


def _fits_wide(role: str) -> bool:
    """Whether it can stand in a line with the readings of several metrics."""
    return role in (IGNORED, "date", "person", "team") or role.startswith(OF_METRIC)


def direct(metric: Metric) -> bool:
    """Whether one column holds its readings; a ratio has two, which a profile names."""
    return metric.aggregation is not Aggregation.RATIO


def role_choices(metrics: Sequence[Metric]) -> dict[str, str]:
    """Every role that a column can have, with its words."""
    of_metrics = {f"{OF_METRIC}{one.id}": f"readings of {one.name}" for one in metrics if direct(one)}
    return {IGNORED: "left out"} | COLUMNS | of_metrics


def missing(mapping: ColumnMapping) -> str:
    """What the mapping lacks to be imported, in a sentence; empty where nothing."""
    roles = [role for role in mapping.roles.values() if role]
    wide = [role for role in roles if role.startswith(OF_METRIC)]
    twice = next((role for role in roles if roles.count(role) > 1), None)
    if twice is not None:
        return f"Two columns are taken for {COLUMNS.get(twice, 'one metric')}; change one of them."
    if "date" not in roles:
        return "Say which column is the date."
    if "metric" in roles and wide:
        return "Either one column names the metric, or columns hold the readings of one each; leave one kind out."
    other = next((role for role in roles if not _fits_wide(role)), None)
    if wide and other is not None:
        return f"A line with several metrics has no {COLUMNS[other]} for one of them; leave that column out."
    if not wide and "metric" not in roles:
        return "Say which column names the metric, or which columns hold the readings of which metric."
    if not wide and "value" not in roles and not {"numerator", "denominator"} <= {*roles}:
        return "Say which column holds the value, or part and whole."
    return ""


def columns_of(mapping: Mapping[str, str], *roles: str) -> dict[str, str]:
    """The column of each of some roles that one has."""
    return {role: column for column, role in mapping.items() if role in roles}
