"""What the columns of a file of readings mean: a profile in TOML, written by hand or guessed."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from kpitui.domain.errors import BadFile
from kpitui.domain.import_answers import AddUp, Order, TimeScale
from kpitui.domain.plan_document import name_of
from kpitui.domain.records.document import Part, merged, of_record
from kpitui.domain.records.metric import Definition, Metric
from kpitui.domain.records.wrong_values import wrong_said
from kpitui.exchange.files import read_text

Column = Annotated[str, Field(min_length=1)]
Heading = Literal["date", "metric", "person", "team"]
"""What the headings of columns can stand for."""

ASKED_DAY = "ask"
"""In place of a day: it is given with each import."""

_DEFINES = ("code", "direction", "aggregation", "cadence")


def _day_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _in_a_row(value: object) -> object:
    return (value,) if isinstance(value, str) else value


@of_record(Metric, needs=("name",))
class MetricColumns(Part):
    """A metric: the columns its readings are in (`value` with `n`, or `numerator` and
    `denominator`), what it is where it is to be made, and how its numbers are taken.
    """

    value: Column | None = None
    n: Column | None = None
    numerator: Column | None = None
    denominator: Column | None = None
    scale: TimeScale | None = None
    """What a plain number counts, in a metric of time."""
    add_up: AddUp | None = None
    """What several lines of one day become."""

    @model_validator(mode="after")
    def _one_kind_of_value(self) -> Self:
        if (self.value is not None and self.numerator is not None) or (self.numerator is None) != (
            self.denominator is None
        ):
            raise ValueError("name either a value column, or a numerator and a denominator column")
        said = [key for key in _DEFINES if getattr(self, key) is not None]
        if said and len(said) < len(_DEFINES):
            lacks = next(key for key in _DEFINES if key not in said)
            raise ValueError(f"{lacks} is missing; a metric that is to be made needs it")
        return self

    @property
    def columns(self) -> list[str]:
        """The columns it reads."""
        return [
            one for one in (self.value, self.n, self.numerator, self.denominator) if one is not None
        ]

    @property
    def is_defined(self) -> bool:
        """Whether it says all that a new metric needs."""
        return getattr(self, "code", None) is not None


class Profile(Part):
    """Where the table is, which columns hold dates and subjects, and which the readings.

    A long table names the column that names the metric (`metric_name`) and those of its value; a
    wide one the columns of each metric under `metric`; in any other the headings `across` say the
    day, the metric, the person or the team of what stands below them, and each column that is
    neither named here nor in `skip` holds values.
    """

    header: Annotated[int, Field(ge=1)] | None = None
    """The line of the file that the headings are on; found where it is not said."""
    header_lines: Literal[1, 2] = 1
    date: Column | None = None
    date_covers: Literal["day", "week", "month", "quarter"] = "day"
    """What the date stands for: with `month` a reading is of the whole month and dated
    on its last day.
    """
    year: Column | None = None
    month: Column | None = None
    """A month, by name or number, or any time that lacks its year, such as `Q1` or `5-Jan`."""
    week: Column | None = None
    """The number of the week."""
    month_day: Column | None = None
    """The day of the month."""
    day: Annotated[Column, BeforeValidator(_day_text)] | None = None
    """The day of every reading, the year of months without one, or `ask`."""
    dates: Order | None = None
    decimal_comma: bool | None = None
    """The decimal sign of the numbers: a comma, a point, or either where nothing is said."""
    encoding: str | None = None
    sheet: str | None = None
    """The sheet of a workbook that has several."""
    team: Column | None = None
    person: Column | None = None
    surname: Column | None = None
    """What follows the first name, where that is a column of its own."""
    code: Column | None = None
    """The code of the person, which tells people of one name apart."""
    create: bool = False
    """Whether teams and people that are not known yet are made."""
    metric_name: Column | None = None
    of_metric: Column | None = None
    """The metric of every reading, where nothing in the file names it."""
    value: Column | None = None
    n: Column | None = None
    numerator: Column | None = None
    denominator: Column | None = None
    note: Column | None = None
    id: Column | None = None
    number: Column | None = None
    """The number of each reading in the file that it was exported from."""
    across: Annotated[tuple[Heading, ...], BeforeValidator(_in_a_row)] = ()
    """What the headings of columns of values stand for, the upper line first; `["date", "metric"]`
    also where one heading holds both.
    """
    skip: tuple[Column, ...] = ()
    """Columns that are left out."""
    metric: tuple[MetricColumns, ...] = ()

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        own = (self.value, self.n, self.numerator, self.denominator, self.id, self.number)
        has_own = any(one is not None for one in own)
        wide = any(metric.columns for metric in self.metric)
        if wide and self.metric_name is None and not self.across:
            if has_own or self.note is not None:
                raise ValueError(
                    "the columns of a value stand with their metric where there are several"
                )
            if not all(metric.columns for metric in self.metric):
                raise ValueError("name a value column of each metric, or numerator and denominator")
        elif wide:
            raise ValueError(
                "name either the column of the metric (metric_name), or the metrics with their "
                "columns"
            )
        elif self.across:
            self._check_across(has_own)
        elif self.metric_name is None and self.of_metric is None:
            raise ValueError(
                "name either the column of the metric (metric_name), or the metrics with their "
                "columns"
            )
        elif self.value is None and None in (self.numerator, self.denominator):
            raise ValueError("name the value column, or numerator and denominator")
        if not (self.date or self.year or self.day or "date" in self.across):
            raise ValueError(
                "say which column is the date; or year and month, a day for all, or day = "
                f'"{ASKED_DAY}"'
            )
        return self

    def _check_across(self, has_own: bool) -> None:
        if has_own:
            raise ValueError("with across every other column holds values; name no value column")
        if len({*self.across}) < len(self.across) or len(self.across) > 2:
            raise ValueError("across names one or two different things, the upper line first")
        if len(self.across) > self.header_lines and {*self.across} != {"date", "metric"}:
            raise ValueError("one heading holds no more than a date and a metric; header_lines = 2")
        if "metric" not in self.across and self.metric_name is None and self.of_metric is None:
            raise ValueError("say which column names the metric (metric_name), or of_metric")

    @property
    def is_wide(self) -> bool:
        """Whether each metric has columns of its own."""
        return any(metric.columns for metric in self.metric)

    @property
    def definitions(self) -> dict[str, Definition]:
        """Its metrics that can be made, without their columns, by name."""
        found = [merged(Definition, metric, None) for metric in self.metric if metric.is_defined]
        return {metric.name: metric for metric in found}

    @property
    def scales(self) -> dict[str, TimeScale]:
        """What a plain number of a metric counts, by the name of the metric."""
        return {name_of(one): one.scale for one in self.metric if one.scale is not None}

    @property
    def add_ups(self) -> dict[str, AddUp]:
        """What several lines of a day become, by the name of the metric."""
        return {name_of(one): one.add_up for one in self.metric if one.add_up is not None}

    @property
    def long_columns(self) -> dict[str, str]:
        """The columns of a long file by what they hold."""
        columns = {
            "metric": self.metric_name, "date": self.date, "person": self.person, "team": self.team,
            "value": self.value, "n": self.n, "numerator": self.numerator,
            "denominator": self.denominator, "note": self.note, "id": self.id,
        }  # fmt: skip
        return {key: column for key, column in columns.items() if column is not None}

    @property
    def parts(self) -> dict[str, str]:
        """The columns of parts of a date or a person, and of the number, by what they hold."""
        keys = ("year", "month", "week", "month_day", "surname", "code", "number")
        return {key: column for key in keys if (column := getattr(self, key)) is not None}

    @property
    def named_columns(self) -> list[str]:
        """Every column that it needs."""
        own = [*self.parts.values(), *self.long_columns.values()]
        return [one for one in own if one is not None] + [
            column for metric in self.metric for column in metric.columns
        ]


def profile_text(profile: Profile) -> str:
    """A profile as TOML, which `read_profile` reads back as the same."""
    import tomli_w  # 3 ms that no other command needs

    return tomli_w.dumps(profile.model_dump(mode="json", exclude_none=True, exclude_defaults=True))


def read_profile(path: Path) -> Profile:
    """The profile of a file; raises `BadFile` naming the key that is wrong."""
    try:
        return Profile.model_validate(tomllib.loads(read_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        raise BadFile(f"{path}, {where or 'as a whole'}: {wrong_said(first)}.") from None
