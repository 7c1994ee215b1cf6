"""What the columns of a file of readings are taken for, before it is imported."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from kpitui.domain.column_cells import Column, Known
from kpitui.domain.column_guess import Above, Layout, guess_layout
from kpitui.domain.column_roles import METRIC
from kpitui.domain.import_answers import Asked, ImportQuestion, Order
from kpitui.domain.naming import Fit, Names
from kpitui.domain.records.metric import Definition, Metric
from kpitui.domain.text import name_key

IGNORED = ""
COLUMNS = {
    "metric": "metric", "date": "date", "person": "person", "team": "team", "value": "value",
    "n": "sample size", "numerator": "part (numerator)", "denominator": "whole (denominator)",
    "note": "note", "id": "id of its source", "year": "year", "month": "month of the year",
    "week": "week of the year", "month_day": "day of the month", "surname": "surname",
    "number": "number of the reading", "code": "code of the person",
}  # fmt: skip
"""What a column can hold, by the word that profiles and long files use for it, and in words."""

OF_METRIC = "metric-"
"""How the role of a column begins that holds the values of one metric; its id follows."""
NEW_METRIC = "new-metric"
"""The role of a column that holds the values of a metric that is to be made, called like it."""
ACROSS = "across"
"""The role of a column whose heading says which day, person, team or metric its values are of."""

ASKED = "ask"
"""In place of a day or a metric that is still to be said."""

_OF_A_LINE = ("date", "year", "month", "week", "month_day", "person", "surname", "code", "team")
_OF_FIGURES = ("n", "numerator", "denominator")
"""What stands beside the columns of metrics: the sample size of the one left of it, and pairs."""


class Preview(Struct, frozen=True):
    """The columns of a file with the cells of its first lines, and what its numbers and
    sheets are like.

    `heads` are the texts over each column from top to bottom, `header` is the line they begin on,
    and `tables` are the lines that headings of tables begin on, where there are several; `above`
    is what stands above the headings.
    """

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    decimal_comma: bool | None
    sheets: tuple[str, ...] = ()
    heads: tuple[tuple[str, ...], ...] = ()
    header: int = 1
    tables: tuple[int, ...] = ()
    above: Above = Above()

    def samples(self, column: str) -> list[str]:
        """The first cells of a column that hold anything."""
        place = self.columns.index(column)
        return [line[place] for line in self.lines if line[place].strip()]

    @property
    def header_lines(self) -> int:
        """How many lines the headings take."""
        return len(self.heads[0]) if self.heads else 1


class ColumnMapping(Struct):
    """What each column is taken for (`COLUMNS`, `OF_METRIC` with an id, `NEW_METRIC`, `ACROSS`, or
    nothing), and how its cells are read.

    `across` is what the headings stand for, the upper line first; `day` and `of_metric` hold for
    all readings where the file does not say them; `names` are the metrics of columns that are not
    called like them; `header` is the line of the headings where it is not the one found.
    """

    roles: dict[str, str] = field(default_factory=dict)
    dates: Order | None = None
    decimal_comma: bool | None = None
    sheet: str | None = None
    create: bool = False
    across: tuple[str, ...] = ()
    day: str = ""
    of_metric: str = ""
    names: dict[str, str] = field(default_factory=dict)
    covers: str = "day"
    header: int | None = None
    header_lines: int = 1


def known_names(
    metrics: Iterable[Definition], people: Iterable[str] = (), teams: Iterable[str] = ()
) -> Known:
    """What a guess may know of a plan: its metrics, and those of the catalogue if they are given,
    and the names of its people and teams.
    """
    names = Names(metrics)
    person_keys, team_keys = {*map(name_key, people)}, {*map(name_key, teams)}
    return Known(
        is_metric=lambda text: names.fits(text.strip(" %"))[0] < Fit.BEGUN,
        is_person=lambda text: name_key(text) in person_keys,
        is_team=lambda text: name_key(text) in team_keys,
    )


def guessed_mapping(
    preview: Preview, metrics: Sequence[Metric], sheet: str | None = None,
    known: Known | None = None,
) -> ColumnMapping:  # fmt: skip
    """What the names and first cells of the columns say, as the commands guess it too; `known` are
    the names of the plan where there is more to know than its metrics.
    """
    heads = preview.heads or tuple((name,) for name in preview.columns)
    columns = [
        Column(name, head, (line[place] for line in preview.lines if place < len(line)))
        for place, (name, head) in enumerate(zip(preview.columns, heads, strict=True))
    ]
    known = known or known_names(metrics)
    of_metric = preview.above.sure_metric(known)
    layout = guess_layout(columns, known, {METRIC} if of_metric else ())
    needs_metric = METRIC not in {*layout.roles, *layout.across} and not layout.figures
    return ColumnMapping(
        _roles(preview.columns, layout, metrics),
        sheet=sheet,
        decimal_comma=preview.decimal_comma,
        across=layout.across,
        of_metric=of_metric if needs_metric else "",
        names={
            column: figure.metric
            for figure in layout.figures
            if (column := figure.value or figure.numerator) != figure.metric
        },
        covers=layout.covers,
        header_lines=preview.header_lines,
    )


def _roles(columns: Sequence[str], layout: Layout, metrics: Sequence[Metric]) -> dict[str, str]:
    roles = dict.fromkeys(columns, IGNORED)
    if layout.across:
        roles |= {name: ACROSS for name in columns if name not in layout.skipped}
    for figure in layout.figures:
        if figure.value:
            roles[figure.value] = role_of_metric(figure.metric, metrics)
        for role in _OF_FIGURES:
            if column := getattr(figure, role):
                roles[column] = role
    return roles | {column: role for role, column in layout.roles.items()}


def role_of_metric(name: str, metrics: Sequence[Metric]) -> str:
    """The role of a column of a metric of that name: of the one that is there, else a new one."""
    fit, called = Names(metrics).fits(name)
    known = fit < Fit.BEGUN and len(called) == 1
    return f"{OF_METRIC}{called[0].id}" if known else NEW_METRIC


def is_of_metric(role: str) -> bool:
    """Whether a column of that role holds the values of one metric."""
    return role == NEW_METRIC or role.startswith(OF_METRIC)


def role_choices(metrics: Sequence[Metric]) -> dict[str, str]:
    """Every role that a column can have, with its words."""
    of_metrics = {f"{OF_METRIC}{metric.id}": f"readings of {metric.name}" for metric in metrics}
    return (
        {IGNORED: "left out"}
        | COLUMNS
        | {NEW_METRIC: "a new metric", ACROSS: "values of what its heading says"}
        | of_metrics
    )


_READ = ("metric", "value", "numerator", "denominator")


def missing(mapping: ColumnMapping) -> str:
    """What the mapping lacks to be imported, in a sentence; empty where nothing."""
    roles = [role for role in mapping.roles.values() if role]
    wide = [role for role in roles if is_of_metric(role)]
    several = {NEW_METRIC, ACROSS, *(_OF_FIGURES if wide else ())}
    twice = next((role for role in roles if roles.count(role) > 1 and role not in several), None)
    if twice is not None:
        return f"Two columns are taken for {COLUMNS.get(twice, 'one metric')}; change one of them."
    if "person" in roles and not (wide or mapping.of_metric or {ACROSS, *_READ} & {*roles}):
        return "No column holds values. A list of people comes in with: kpitui people import FILE"
    if not {"date", "year"} & {*roles} and not mapping.day and "date" not in mapping.across:
        return "Say which column is the date."
    if ACROSS in roles:
        return _missing_across(mapping, roles)
    if "metric" in roles and wide:
        return (
            "Either one column names the metric, or columns hold the readings of one each; "
            "leave one kind out."
        )
    other = next((role for role in roles if not _fits_wide(role)), None)
    if wide and other is not None:
        return (
            f"A line with several metrics has no {COLUMNS[other]} for one of them; leave that "
            "column out."
        )
    if not wide and "metric" not in roles and not mapping.of_metric:
        return (
            "Say which column names the metric, or which columns hold the readings of which metric."
        )
    if not wide and "value" not in roles and not {"numerator", "denominator"} <= {*roles}:
        return "Say which column holds the value, or part and whole."
    return _unpaired(mapping) if wide else ""


def open_questions(mapping: ColumnMapping) -> list[ImportQuestion]:
    """The day or the metric of all values, where that is all that a mapping lacks."""
    said = {"day": mapping.day, "of_metric": mapping.of_metric}
    bare = replace(mapping, **{key: "" if text == ASKED else text for key, text in said.items()})
    day = ImportQuestion(Asked.DATE, "No column holds dates: which day are the values of?", ())
    metric = ImportQuestion(Asked.METRIC, "No column names the metric: which is it?", ())
    if not missing(bare):
        return []
    if not missing(replace(bare, day=ASKED)):
        return [day]
    if not missing(replace(bare, of_metric=ASKED)):
        return [metric]
    return [] if missing(replace(bare, day=ASKED, of_metric=ASKED)) else [day, metric]


def _missing_across(mapping: ColumnMapping, roles: Sequence[str]) -> str:
    if not mapping.across:
        return "Say what the headings of the values stand for, or what each column is."
    own = next((role for role in roles if is_of_metric(role) or role == "value"), None)
    if own is not None:
        return "Where the headings say what the values are of, no other column holds a value."
    if not {"metric"} & {*mapping.across, *roles} and not mapping.of_metric:
        return "Say which column names the metric, or which metric the file is of."
    return ""


def _fits_wide(role: str) -> bool:
    """Whether it can stand in a line with the readings of several metrics."""
    return role in _OF_A_LINE or role in _OF_FIGURES or is_of_metric(role)


def _unpaired(mapping: ColumnMapping) -> str:
    roles = [role for role in mapping.roles.values() if role]
    if roles.count("numerator") != roles.count("denominator"):
        return "A part needs its whole: say which column is the other one, or leave it out."
    before = ""
    for role in roles:
        if role == "n" and not is_of_metric(before):
            return "A sample size comes right after the values it is of; leave that column out."
        before = role
    return ""


def columns_of(mapping: Mapping[str, str], *roles: str) -> dict[str, str]:
    """The column of each of some roles that one has."""
    return {role: column for column, role in mapping.items() if role in roles}
