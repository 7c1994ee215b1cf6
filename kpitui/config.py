"""The settings of a person or a server, from one TOML file."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from kpitui.domain.errors import BadFile
from kpitui.domain.periods import WEEKDAYS, Calendar
from kpitui.domain.thresholds import Thresholds
from kpitui.domain.writing import DateForm, Writing


class GateSettings(Struct, frozen=True, kw_only=True):
    """How the gate treats those who come in by SSH."""

    idle_minutes: Annotated[float, Meta(gt=0)] = 60
    """After so long without a key a session ends; what is typed is kept."""

    sessions: Annotated[int, Meta(ge=1, le=1000)] = 8
    """So many sessions and verbs of one account may be open at once."""

    memory_mb: Annotated[int, Meta(ge=256, le=1_000_000)] = 1024
    """So much memory each of them may take, in MB of addresses; one that needs more ends."""

    cpu_seconds: Annotated[int, Meta(ge=1, le=100_000)] = 300
    """A verb ends after so many seconds of the processor; screens that take as much within ten times that are told."""

    unread_seconds: Annotated[float, Meta(gt=0)] = 60
    """A verb ends where no byte of its answer was taken, or no byte of what it is sent came, for so long."""

    log: str = "syslog"
    """Where logins, verbs, refusals and logouts are written: `syslog`, or the path of a file."""


class Config(Struct, frozen=True, kw_only=True):
    """Every setting with its default; each docstring is its manual."""

    first_month: Annotated[int, Meta(ge=1, le=12)] = 1
    """The month in which the year starts, 1 to 12; it moves the quarters."""

    first_day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    """The day on which weeks start; weeks have numbers (2026-W45) where it is Monday, else their first day as name."""

    date_form: DateForm = "iso"
    """How days are shown: `iso` is 2026-11-03, `dmy` 03/11/2026, `d.m.y` 03.11.2026, `mdy` 11/03/2026. Days are
    understood in that form and in ISO; `import` takes it for dates that could be meant in two ways."""

    decimal_comma: bool = False
    """Numbers are typed and shown with a decimal comma. A point is understood too where it cannot be mistaken."""

    rules: Literal["wheeler", "nhs"] = "wheeler"
    """Whose rules say what a signal is on a process behaviour chart."""

    limits_from: Literal["mean", "median"] = "mean"
    """Which moving range the process limits rest on; the median is hurt less by a few leaps."""

    markers: Literal["auto", "braille", "block", "ascii"] = "auto"
    """What charts are drawn with; `auto` takes what the terminal can show."""

    letters: Literal["narrow", "wide"] = "narrow"
    """`wide` where the terminal draws letters such as é and Ж two cells wide (xterm -cjk_width, some East Asian fonts)
    and columns are shifted: they are given the room, and everything that is drawn is drawn in ASCII."""

    theme: str = "auto"
    """The colours of the screens: `kpitui-dark`, `kpitui-light`, `ansi-dark`, `ansi-light`, or `auto`, which is dark
    where the terminal does not say that it is light."""

    bell: bool = True
    """Whether the terminal rings where a typed value is refused or unusual, for whoever types without looking."""

    mouse: bool = False
    """Whether the mouse works in the screens."""

    key_reports: bool = True
    """Whether a terminal that knows kitty's keyboard protocol is asked to report keys by it, so that the keys of a
    Cyrillic or Greek keyboard work as those in the same place on a Latin one; `false` where a terminal does it badly.
    """

    cursor: bool = False
    """Whether the terminal's own cursor is seen. It stands in the marked cell or line either way, for input methods
    and braille lines; some screen magnifiers follow it only where it is seen."""

    keys_preset: Literal["none", "vim", "arrows"] = "none"
    """Keys for the hands of a vim user (`vim`), or without letters that move (`arrows`)."""

    keys: dict[str, object] = field(default_factory=dict)
    """Keys of one's own by the ids of `kpitui keys`; a table of its own: [keys], such as "plan.add" = "n,f9"."""

    time_zones: dict[str, str] = field(default_factory=dict)
    """The time zone of an account that is not where the organisation is; a table of its own: [time_zones], such as
    ana = "Europe/Lisbon". Without it `TZ` of the terminal says so. It proposes the day of an entry and judges nothing:
    periods, what is due and every verdict go by the organisation's zone (`kpitui rules`)."""

    gate: GateSettings = field(default_factory=GateSettings)
    """How supervisors come in by SSH; a table of its own: [gate]."""

    health: Thresholds = field(default_factory=Thresholds)
    """From where on the health rules speak; a table of its own: [health]."""

    @property
    def calendar(self) -> Calendar:
        """Where years and weeks begin."""
        return Calendar(self.first_month, WEEKDAYS.index(self.first_day))

    @property
    def writing(self) -> Writing:
        """How numbers and days are written."""
        return Writing(self.decimal_comma, self.date_form, self.first_month)


def load_config(path: Path) -> Config:
    """The settings of the file, or the defaults where there is none; raises `BadFile` naming the key that is wrong."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"The settings in {path} cannot be read: {error}.") from None
    import tomllib

    from kpitui.domain.validated import Wrong, validated  # brings pydantic, which defaults do not need

    try:
        return validated(Config, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"The settings in {path} are not TOML: {error}.") from None
    except Wrong as error:
        end = "" if str(error).endswith("?") else "."
        raise BadFile(f"The setting {error.where} in {path} is wrong: {error}{end}") from None
