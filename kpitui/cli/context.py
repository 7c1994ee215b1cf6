"""What every command shares: which file, who, and how the answer is printed."""

import io
import os
import pwd
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click
from msgspec import Struct
from msgspec.structs import asdict

from kpitui import paths
from kpitui.actions.files import kept_open
from kpitui.charts.text import Charset, charset_for, plain
from kpitui.config import Config, load_config
from kpitui.domain.access import Actor, Way
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.periods import AsOf
from kpitui.domain.text import printable
from kpitui.locale_encoding import UTF_8, own_letters
from kpitui.views import DatabaseFile
from kpitui.views.actors import actor_named

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

db_option = click.option(
    "--db", type=click.Path(readable=False, path_type=Path), help="The database file; or set KPITUI_DB."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
as_of_option = click.option("--as-of", "as_of", metavar="DATE", help="Look at the plan and its readings as of a date.")


class Desk(Struct, frozen=True):
    """Where a command works: the file, who asks, and the settings."""

    database: DatabaseFile
    actor: Actor
    config: Config

    def value(self, value: float | None, metric: Metric, *, unit: bool = True) -> str:
        """A value as it is printed."""
        from kpitui.domain.cells import format_value  # only who prints values pays for what reads and writes them

        return format_value(value, metric, decimal_comma=self.config.decimal_comma, unit=unit)

    def range(self, good: Range | None, metric: Metric, *, unit: bool = True) -> str:
        """A level or a band as it is printed."""
        from kpitui.domain.cells import format_range

        return format_range(good, metric, decimal_comma=self.config.decimal_comma, unit=unit)

    def day(self, day: date) -> str:
        """A day as it is printed."""
        return self.config.writing.day(day)


class Visitor(Struct, frozen=True):
    """Who came in through the gate, and the one file that is open to them; the object of the outermost context."""

    database: DatabaseFile
    actor: Actor


def account_name() -> str:
    """The name of the real user of this process; never an environment variable, which anybody can set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def database_path(db: Path | None) -> Path:
    """The file that is named by --db, here or before the command, else by KPITUI_DB, else the user's own."""
    found = click.get_current_context().find_root().params.get("db")
    return db or found or paths.database_from_environment() or paths.default_database()


def settings() -> Config:
    """The settings of the user."""
    return load_config(paths.config_file())


def open_desk(db: Path | None, way: Way = Way.CLI) -> Desk:
    """The file opened and checked, and what its user may do."""
    context = click.get_current_context()
    visitor = context.find_root().obj
    if isinstance(visitor, Visitor):
        return Desk(visitor.database, visitor.actor, settings())
    database = context.with_resource(kept_open(database_path(db)))
    return Desk(database, actor_named(database, account_name(), way), settings())


def moment(as_of: str | None, option: str = "--as-of", *, future: bool = False) -> AsOf:
    """The day that a command looks from, or to; raises `WrongUsage` for a date that cannot be read."""
    today = date.today()
    if as_of is None:
        return AsOf(today, today)
    try:
        return AsOf(settings().writing.read_day(as_of, today, future=future), today)
    except NotADate as error:
        raise WrongUsage(f"{option}: {error}.") from None


def charset(config: Config) -> Charset:
    """What charts and words are drawn with, by the settings and by what the terminal can show."""
    if config.markers != "auto":
        return Charset(config.markers)
    # Python itself takes the locale C for UTF-8, and then says so in LC_CTYPE; who set LANG=C meant ASCII.
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    encoding = "ascii" if locale in ("C", "POSIX") else own_letters() or sys.stdout.encoding
    return charset_for(encoding or "ascii", os.environ.get("TERM", ""))


def answer(text: str, drawn_with: Charset = Charset.BRAILLE) -> None:
    """One line of data on standard output; nothing in it can reach a terminal as a control code."""
    click.echo(plain(printable(text), drawn_with))


def document_stream() -> TextIO:
    """Standard output for what other programs read: in UTF-8 whatever the locale, so that no letter is lost."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding=UTF_8, errors="replace")
    return sys.stdout


def answer_json(data: object) -> None:
    """Data for programs on standard output, in ASCII, so that no terminal and no locale can be hurt by it."""
    import json  # most answers are for people

    from msgspec.json import format as format_json

    # json writes in C where it does not indent; indented by Python itself, an answer of 30 MB takes four times as long.
    click.echo(format_json(json.dumps(data, default=_plain, allow_nan=False), indent=2))


def _plain(value: object) -> object:
    if isinstance(value, Struct):
        return asdict(value)
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)


def talk(sentence: str) -> None:
    """A sentence for the person on standard error."""
    click.echo(printable(sentence), err=True)


def told(sentence: str) -> str:
    """What went wrong, with its days as the person reads them; as it is where the settings themselves are wrong."""
    try:
        return settings().writing.words(sentence)
    except BadFile:
        return sentence
