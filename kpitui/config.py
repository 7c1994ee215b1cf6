"""The settings of a person or a server, from one TOML file."""

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from kpitui.domain.errors import BadFile
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
    """A verb ends after so many seconds of the processor; screens that take as much within ten
    times that are told.
    """

    unread_seconds: Annotated[float, Meta(gt=0)] = 60
    """A verb ends where no byte of its answer was taken, or no byte of what it is sent
    came, for so long.
    """

    log: str = "syslog"
    """Where logins, verbs, refusals and logouts are written: `syslog`, or the path of a file."""


class Config(Struct, frozen=True, kw_only=True):
    """Every setting with its default; each docstring is its manual."""

    date_form: DateForm = "iso"
    """How days are shown: `iso` is 2026-11-03, `dmy` 03/11/2026, `d.m.y` 03.11.2026, `mdy`
    11/03/2026. Days are understood in that form and in ISO; `import` takes it for dates that could
    be meant in two ways.
    """

    decimal_comma: bool = False
    """Numbers are typed and shown with a decimal comma. A point is understood too where it cannot
    be mistaken.
    """

    markers: Literal["auto", "braille", "block", "ascii"] = "auto"
    """What charts are drawn with; `auto` takes what the terminal can show."""

    letters: Literal["narrow", "wide"] = "narrow"
    """`wide` where the terminal draws letters such as é and Ж two cells wide (xterm -cjk_width,
    some East Asian fonts) and columns are shifted: they are given the room, and everything that is
    drawn is drawn in ASCII.
    """

    theme: str = "auto"
    """The colours of the screens: `kpitui-dark`, `kpitui-light`, `ansi-dark`, `ansi-light`, or
    `auto`, which is dark where the terminal does not say that it is light.
    """

    bell: bool = True
    """Whether the terminal rings where a typed value is refused or unusual, for people who
    type without looking at the screen.
    """

    mouse: bool = False
    """Whether the mouse works in the screens."""

    key_reports: bool = True
    """Whether a terminal that knows kitty's keyboard protocol is asked to report keys by it, so
    that the keys of a Cyrillic or Greek keyboard work as those in the same place on a Latin one;
    `false` where a terminal does it badly.
    """

    cursor: bool = False
    """Whether the terminal's own cursor is seen. It stands in the marked cell or line either way,
    for input methods and braille lines; some screen magnifiers follow it only where it is seen.
    """

    keys_preset: Literal["none", "vim", "arrows"] = "none"
    """Keys for the hands of a vim user (`vim`), or without letters that move (`arrows`)."""

    keys: dict[str, object] = field(default_factory=dict)
    """Keys of one's own by the ids of `kpitui keys`; a table of its own: [keys], such as "plan.add"
    = "n,f9".
    """

    time_zones: dict[str, str] = field(default_factory=dict)
    """The time zone of an account that is not where the organisation is; a table of its own:
    [time_zones], such as ana = "Europe/Lisbon". Without it `TZ` of the terminal says so. It
    proposes the day of an entry and judges nothing: periods, what is due and every verdict go by
    the organisation's zone (`kpitui rules`).
    """

    gate: GateSettings = field(default_factory=GateSettings)
    """How supervisors come in by SSH; a table of its own: [gate]."""

    @property
    def writing(self) -> Writing:
        """How numbers and days are written."""
        return Writing(self.decimal_comma, self.date_form)


NOW_OF_THE_FILE = {
    "first_month": "first_month", "first_day": "first_day", "rules": "rule_set",
    "limits_from": "limits_from",
}  # fmt: skip
"""Settings that are rules of the file now, with what they are called there; so is each of [health].
"""


def load_config(path: Path) -> Config:
    """The settings of the file, or the defaults where there is none; raises `BadFile` naming the
    key that is wrong.
    """
    own = {key: value for key, value in _toml(path).items() if key not in _NO_SETTINGS}
    if not own:
        return Config()
    # brings pydantic, which defaults do not need
    from kpitui.domain.records.document import Wrong, validated

    try:
        return validated(Config, own)
    except Wrong as error:
        end = "" if str(error).endswith("?") else "."
        raise BadFile(f"The setting {error.where} in {path} is wrong: {error}{end}") from None


_NO_SETTINGS = frozenset((*NOW_OF_THE_FILE, "health"))


def rules_in_settings(path: Path) -> dict[str, object]:
    """The rules of a file that settings still name, by what they are called there; raises `BadFile`
    where the settings cannot be read.
    """
    said = _toml(path)
    found = {rule: said[key] for key, rule in NOW_OF_THE_FILE.items() if key in said}
    health = said.get("health", {})
    return found | (health if isinstance(health, dict) else {})


def called_in_settings(rule: str) -> str:
    """What settings called a rule of the file."""
    names = {one: key for key, one in NOW_OF_THE_FILE.items()}
    return names.get(rule, f"health.{rule}")


def _toml(path: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"The settings in {path} cannot be read: {error}.") from None
    import tomllib  # defaults do not need it

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"The settings in {path} are not TOML: {error}.") from None
