"""The settings of a person or a server, from one TOML file."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kpitui.domain.errors import BadFile
from kpitui.domain.health.thresholds import Thresholds


class GateSettings(BaseModel):
    """How the gate treats those who come in by SSH."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idle_minutes: float = Field(default=60, gt=0)
    """After so long without a key a session ends; what is typed is kept."""

    log: str = "syslog"
    """Where logins, verbs, refusals and logouts are written: `syslog`, or the path of a file."""


class Config(BaseModel):
    """Every setting with its default; each docstring is its manual."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_month: int = Field(default=1, ge=1, le=12)
    """The month in which the year starts, 1 to 12; it moves the quarters."""

    decimal_comma: bool = False
    """Numbers are typed and shown with a decimal comma. A point is understood too where it cannot be mistaken."""

    rules: Literal["wheeler", "nhs"] = "wheeler"
    """Whose rules say what a signal is on a process behaviour chart."""

    limits_from: Literal["mean", "median"] = "mean"
    """Which moving range the process limits rest on; the median is hurt less by a few leaps."""

    markers: Literal["auto", "braille", "block", "ascii"] = "auto"
    """What charts are drawn with; `auto` takes what the terminal can show."""

    theme: str = "textual-dark"
    """The colours of the screens, by the name of a Textual theme."""

    mouse: bool = False
    """Whether the mouse works in the screens."""

    gate: GateSettings = GateSettings()
    """How supervisors come in by SSH; a table of its own: [gate]."""

    health: Thresholds = Thresholds()
    """From where on the health rules speak; a table of its own: [health]."""


def load_config(path: Path) -> Config:
    """The settings of the file, or the defaults where there is none; raises `BadFile` naming the key that is wrong."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"The settings in {path} cannot be read: {error}.") from None
    try:
        return Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"The settings in {path} are not TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadFile(f"The setting {key} in {path} is wrong: {first['msg'].lower()}.") from None
