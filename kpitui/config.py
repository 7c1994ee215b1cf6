"""The settings of a person or a server, from one TOML file."""

import contextlib
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, field

from kpitui.domain.errors import BadFile
from kpitui.domain.writing import DateForm, Writing


class GateSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the gate treats those who come in by SSH."""

    idle_minutes: Annotated[float, Meta(gt=0)] = 60
    """A session closes after this many minutes without a key; drafts are kept."""

    sessions: Annotated[int, Meta(ge=1, le=1000)] = 8
    """How many sessions and commands one account may have open at once."""

    memory_mb: Annotated[int, Meta(ge=256, le=1_000_000)] = 1024
    """How much memory each of them may use, in MB of address space; one that needs more ends."""

    cpu_seconds: Annotated[int, Meta(ge=1, le=100_000)] = 300
    """A command ends after this many seconds of processor time; screens that use as much within
    ten times that only get a message.
    """

    unread_seconds: Annotated[float, Meta(gt=0)] = 60
    """A command ends if nothing of its output was read, or nothing of its input arrived, for this
    many seconds.
    """

    log: str = "syslog"
    """Where logins, commands, refusals and logouts are logged: `syslog`, or the path of a file."""

    home: str = ""
    """The folder of `--home`, where the lines of `access keys --home` give the gate one: `people
    forget` and `people data` look into the drafts there too.
    """


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default; each docstring is its manual."""

    date_form: DateForm = "iso"
    """How days are typed and shown: `iso` is 2026-11-03, and 3 Nov on screens; `dmy` is 03/11/2026,
    `d.m.y` 03.11.2026, `mdy` 11/03/2026. You can type days in that form or in ISO; `import` uses it
    for dates that could mean two days.
    """

    decimal_comma: bool = False
    """Show numbers with a decimal comma, and read them so. A point works too where it cannot be
    misread.
    """

    markers: Literal["auto", "braille", "block", "ascii"] = "auto"
    """The characters that charts are drawn with; `auto` uses what the terminal can show."""

    letters: Literal["narrow", "wide"] = "narrow"
    """Set this to `wide` if the terminal draws letters such as é and Ж two cells wide (xterm
    -cjk_width, some East Asian fonts), so that columns are out of line: they get the space, and
    lines and charts are drawn in ASCII.
    """

    theme: str = "auto"
    """The colours of the screens: `kpitui-dark`, `kpitui-light`, `ansi-dark`, `ansi-light`, or
    `auto`: dark, unless the terminal says that it is light.
    """

    bell: bool = True
    """Ring the terminal bell when a typed value is refused or unusual, for people who type without
    looking at the screen.
    """

    mouse: bool = False
    """Let the mouse work on the screens."""

    key_reports: bool = True
    """Ask terminals that know kitty's keyboard protocol to use it, so that the keys of a Cyrillic
    or Greek keyboard work like those in the same place on a Latin one. Set it to `false` for a
    terminal that does this badly.
    """

    cursor: bool = False
    """Show the terminal's own cursor. It is always in the highlighted cell or line, for input
    methods and braille displays; some screen magnifiers follow it only if it is visible.
    """

    keys_preset: Literal["none", "vim", "arrows"] = "none"
    """Keys for vim users (`vim`), or arrow keys instead of letters for moving (`arrows`)."""

    keys: dict[str, object] = field(default_factory=dict)
    """Your own keys, by the ids of `kpitui keys`: a table [keys] with lines such as "plan.add" =
    "n,f9".
    """

    time_zones: dict[str, str] = field(default_factory=dict)
    """The time zone of an account that is not where the organisation is: a table [time_zones] with
    lines such as ana = "Europe/Lisbon". Without it, `TZ` of the terminal counts. It only sets the
    suggested day of an entry: periods, what is due and every verdict use the organisation's zone
    (`kpitui rules`).
    """

    gate: GateSettings = field(default_factory=GateSettings)
    """How the gate treats people who log in over SSH: a table [gate]."""

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
    with contextlib.suppress(ValidationError):
        found = convert(own, Config)
        if isfinite(found.gate.idle_minutes) and isfinite(found.gate.unread_seconds):
            return found
    # Pydantic says what is wrong; to load it takes a sixth of a start and 7 MB.
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
