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
    """The columns of date and subject, and those of each metric."""

    date: Column
    date_covers: Literal["day", "week", "month", "quarter"] = "day"
    """What the date stands for: with `month` a reading is of the whole month and dated on its last day."""
    dates: Literal["dmy", "mdy"] | None = None
    team: Column | None = None
    person: Column | None = None
    create: bool = False
    """Whether teams and people that are not known yet are made."""
    metric: tuple[MetricColumns, ...] = Field(min_length=1)


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
