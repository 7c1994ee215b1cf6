"""What the columns of a wide CSV file mean: a profile in TOML."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from kpitui.domain.errors import BadFile
from kpitui.domain.plan_document import MetricPart, Part
from kpitui.exchange.files import read_text

Column = Annotated[str, Field(min_length=1)]


class MetricColumns(MetricPart):
    """A metric and the columns its readings are in: `value` with `n`, or `numerator` and `denominator`."""

    value: Column | None = None
    n: Column | None = None
    numerator: Column | None = None
    denominator: Column | None = None

    @model_validator(mode="after")
    def _one_kind_of_value(self) -> Self:
        if (self.value is None) == (self.numerator is None) or (self.numerator is None) != (self.denominator is None):
            raise ValueError("name either a value column, or a numerator and a denominator column")
        return self

    @property
    def columns(self) -> list[str]:
        """The columns it reads."""
        return [one for one in (self.value, self.n, self.numerator, self.denominator) if one is not None]

    def part(self) -> MetricPart:
        """The metric without its columns."""
        return MetricPart.model_validate(self.model_dump(include=set(MetricPart.model_fields)))


class Profile(Part):
    """The columns of date and subject, and those of the readings.

    A wide file names the columns of each metric under `metric`; a long one names the column that names the metric, and
    those of the value.
    """

    date: Column
    date_covers: Literal["day", "week", "month", "quarter"] = "day"
    """What the date stands for: with `month` a reading is of the whole month and dated on its last day."""
    dates: Literal["dmy", "mdy"] | None = None
    decimal_comma: bool | None = None
    """The decimal sign of the numbers: a comma, a point, or either where nothing is said."""
    encoding: str | None = None
    sheet: str | None = None
    """The sheet of a workbook that has several."""
    team: Column | None = None
    person: Column | None = None
    create: bool = False
    """Whether teams and people that are not known yet are made."""
    metric_name: Column | None = None
    value: Column | None = None
    n: Column | None = None
    numerator: Column | None = None
    denominator: Column | None = None
    note: Column | None = None
    id: Column | None = None
    metric: tuple[MetricColumns, ...] = ()

    @model_validator(mode="after")
    def _wide_or_long(self) -> Self:
        if (self.metric_name is None) == (not self.metric):
            raise ValueError("name either the column of the metric (metric_name), or the metrics with their columns")
        own = (self.value, self.n, self.numerator, self.denominator, self.note, self.id)
        if self.metric and any(one is not None for one in own):
            raise ValueError("the columns of a value stand with their metric where there are several")
        if self.metric_name is not None and self.value is None and None in (self.numerator, self.denominator):
            raise ValueError("name the value column, or numerator and denominator")
        return self

    @property
    def long_columns(self) -> dict[str, str]:
        """The columns of a long file by what they hold."""
        columns = {
            "metric": self.metric_name, "date": self.date, "person": self.person, "team": self.team,
            "value": self.value, "n": self.n, "numerator": self.numerator, "denominator": self.denominator,
            "note": self.note, "id": self.id,
        }  # fmt: skip
        return {key: column for key, column in columns.items() if column is not None}


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
        what = first["msg"].removeprefix("Value error, ").lower()
        raise BadFile(f"{path}, {where or 'as a whole'}: {what}.") from None
