"""What every command shares: which file, who, and how the answer is printed."""

from __future__ import annotations

import io
import os
import pwd
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click
from msgspec import Struct
from msgspec.structs import asdict, replace

from kpitui import paths
from kpitui.charts.text import Charset, charset_for, plain
from kpitui.cli.in_window import in_window
from kpitui.config import Config, called_in_settings, load_config, rules_in_settings
from kpitui.domain.access import MEMBERS_ONLY, Actor, Channel
from kpitui.domain.clock import is_zone
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import BadFile, Refused, WrongUsage
from kpitui.domain.periods import AsOf
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.text import may_hold_codes, printable, printable_data
from kpitui.domain.writing import Writing
from kpitui.lazy import Lazy
from kpitui.locale_encoding import UTF_8, own_letters
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import kept_open
from kpitui.views.access import as_seen_by, still_in_role
from kpitui.views.actors import actor_named
from kpitui.words.spans import Line, text_of

if TYPE_CHECKING:
    from kpitui.actions import rules
    from kpitui.words.speech import Speech
else:
    rules = Lazy("kpitui.actions.rules")

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

db_option = click.option(
    "--db",
    type=click.Path(readable=False, path_type=Path),
    help="The database file; or set KPITUI_DB.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON output.")
BEGINS = ("--from", "--on", "--since")
"""Options with a day on which something begins; a period by its name is its first day there."""
RECORD_NUMBER = click.IntRange(1, 2**63 - 1)
"""The number of a record, as large as SQLite keeps one."""
as_of_option = click.option(
    "--as-of", "as_of", metavar="DATE", help="Show the plan and its readings as of a date."
)


class Environment(Struct, frozen=True):
    """Where a command works: the file, who asks, and the settings."""

    database: DatabaseFile
    actor: Actor
    config: Config

    zone: str = ""
    """The time zone of who asks, where it is not the organisation's; it proposes the
    day of an entry.
    """

    spoken_on: date | None = None
    """The day that a command looks from, where it is not today: what is late or runs is so then."""

    @property
    def today(self) -> date:
        """The day of the organisation."""
        return self.database.clock.today()

    @property
    def entry_day(self) -> date:
        """The day of who asks, which an entry without a date is of."""
        return self.database.clock.entry_day(self.zone)

    @property
    def latest_day(self) -> date:
        """The last day that an entry can be of: where it is tomorrow already for who
        asks, tomorrow.
        """
        return max(self.today, self.entry_day)

    def moment(self, as_of: str | None, option: str = "--as-of", *, future: bool = False) -> AsOf:
        """The day that a command looks from, or to; raises `WrongUsage` for a date that
        cannot be read.
        """
        today = self.today
        if as_of is None:
            return AsOf(today, today)
        try:
            begins = option in BEGINS
            day = self.writing.read_day(as_of, today, future=future, begins=begins)
            return AsOf(day, today)
        except NotADate as error:
            raise WrongUsage(f"{option}: {error}.") from None

    def seen_on(self, as_of: str | None) -> tuple[Environment, AsOf]:
        """The day that a command looks from, and where it works, speaking as on that day; raises
        `WrongUsage` for a date that cannot be read.
        """
        when = self.moment(as_of)
        return self.speaking_on(when.day), when

    def speaking_on(self, day: date) -> Environment:
        """The same, with sentences as they are on a day."""
        return replace(self, spoken_on=day)

    @property
    def writing(self) -> Writing:
        """How numbers and days are written here, of the years of the organisation."""
        calendar = self.database.rules.on(self.today).calendar
        return replace(self.config.writing, calendar=calendar)

    @property
    def speech(self) -> Speech:
        """How values and days are printed."""
        from kpitui.words.speech import Speech  # only who prints values pays for it

        words = self.actor.sees_words
        return Speech(self.writing, self.database.clock, self.spoken_on or self.today, words)

    def value(self, value: float | None, metric: Metric) -> str:
        """A value as it is printed."""
        return self.speech.value(value, metric)

    def range(self, good: Range | None, metric: Metric) -> str:
        """A level or a band as it is printed."""
        return self.speech.range(good, metric)

    def day(self, day: date) -> str:
        """A day as it is printed."""
        return self.writing.day(day)


class Visitor(Struct, frozen=True):
    """Who came in through the gate, and the one file that is open to them; the object of the
    outermost context.
    """

    database: DatabaseFile
    actor: Actor
    zone: str = ""


def account_name() -> str:
    """The name of the real user of this process; never an environment variable, which
    anyone can set.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def database_path(db: Path | None) -> Path:
    """The file that is named by --db, here or before the command, else by KPITUI_DB, else the
    user's own.
    """
    found = click.get_current_context().find_root().params.get("db")
    return db or found or paths.database_from_environment() or paths.default_database()


def settings() -> Config:
    """The settings of the user."""
    return load_config(paths.config_file())


def open_environment(db: Path | None, channel: Channel = Channel.CLI) -> Environment:
    """The file opened and checked, and what its user may do."""
    context = click.get_current_context()
    visitor = context.find_root().obj
    if isinstance(visitor, Visitor):
        env = environment_of(visitor.database, visitor.actor, settings(), visitor.zone)
        _say_taken_over(env)
        return env
    database = context.with_resource(kept_open(database_path(db)))
    actor = actor_named(database, account_name(), channel)
    if not actor.may_open_file_for(_command_asked_for()):
        raise Refused(MEMBERS_ONLY)
    database = replace(database, still_allowed=still_in_role(actor))
    env = environment_of(database, actor, settings(), os.environ.get("TZ", ""))
    _say_taken_over(env)
    return env


_WRITES = (["log"], ["coach"], ["import"], ["people"], ["plan", "load"], ["rules", "set"])


def _say_taken_over(env: Environment) -> None:
    """Take over the rules that the settings of a leader name where the command writes anyway, else
    say that they are not those of the file.
    """
    found = rules_in_settings(paths.config_file())
    if not found or not rules.wants_rules(env.database, env.actor):
        return
    context: click.Context | None = click.get_current_context()
    words: list[str | None] = []
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name)
        context = context.parent
    if words in _WRITES:
        talk(f"{taken_over(env)}.")
    elif words not in ([], ["open"], ["demo"], ["gate"]):  # the screens do it themselves
        names = ", ".join(map(called_in_settings, found))
        talk(
            f"Your settings name {names}, which are rules of the file now; they are adopted when "
            "you open the screens."
        )


def taken_over(env: Environment) -> str:
    """A sentence where the rules that the settings of a leader name are those of the file from now
    on, which never had any; it is said once.
    """
    found = rules_in_settings(paths.config_file())
    return rules.take_over_rules(env.database, env.actor, found) if found else ""


def seat_visitor(database: DatabaseFile, actor: Actor, zone: str) -> None:
    """Have the commands work for someone who came in through the gate; raises
    `BadFile` for wrong settings.
    """
    click.get_current_context().find_root().obj = Visitor(database, actor, zone)
    open_environment(None)


def _command_asked_for() -> str:
    """The first word of the command that is run."""
    context = click.get_current_context()
    while context.parent is not None and context.parent.parent is not None:
        context = context.parent
    return context.info_name or ""


def environment_of(database: DatabaseFile, actor: Actor, config: Config, zone: str) -> Environment:
    """Where someone works; `zone` is what their terminal says of its time zone, which
    may be anything.
    """
    own = config.time_zones.get(actor.name, "")
    if own and not is_zone(own):
        raise BadFile(
            f"The setting time_zones.{actor.name} in {paths.config_file()} is wrong: there is no "
            f"time zone “{own}”."
        )
    if not own and not database.clock.zone and zone == os.environ.get("TZ"):
        zone = ""  # it is that of this process anyway
    zone = own or zone.lstrip(":")
    seen = as_seen_by(database, actor)
    return Environment(seen, actor, config, zone if zone and is_zone(zone) else "")


def charset(config: Config) -> Charset:
    """What charts and words are drawn with, by the settings and by what the terminal can show."""
    if config.markers != "auto":
        return Charset(config.markers)
    # Python itself takes the locale C for UTF-8, and then says so in LC_CTYPE; who set LANG=C meant
    # ASCII.
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    encoding = "ascii" if locale in ("C", "POSIX") else own_letters() or sys.stdout.encoding
    return charset_for(encoding or "ascii", os.environ.get("TERM", ""))


def answer(text: str, drawn_with: Charset = Charset.BRAILLE) -> None:
    """One line of data on standard output; nothing in it can reach a terminal as a control code."""
    click.echo(plain(printable(text), drawn_with))


def say(lines: Iterable[Line], env: Environment) -> None:
    """Lines of words on standard output, without their styles; on a terminal they end between
    words.
    """
    drawn_with = charset(env.config)
    for line in lines:
        answer_words(text_of(line), drawn_with)


def answer_words(text: str, drawn_with: Charset = Charset.BRAILLE) -> None:
    """One line of words on standard output, ended between words on a terminal."""
    for one in in_window(text, sys.stdout):
        answer(one, drawn_with)


def document_stream() -> TextIO:
    """Standard output for what other programs read: in UTF-8 whatever the locale, so that no letter
    is lost.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding=UTF_8, errors="replace")
    return sys.stdout


def answer_json(data: object) -> None:
    """Data for programs on standard output, in ASCII, so that no terminal and no locale can be hurt
    by it.
    """
    import json  # most answers are for people

    from msgspec.json import format as format_json

    # json writes in C where it does not indent; indented by Python itself, an answer of 30 MB takes
    # four times as long.
    text = json.dumps(data, default=_plain, allow_nan=False)
    if may_hold_codes(text):  # a program that reads it prints what it reads
        text = json.dumps(printable_data(json.loads(text)))
    click.echo(format_json(text, indent=2))


def answer_document(text: str) -> None:
    """A document on standard output, line ends and all."""
    document_stream().write(printable(text, multiline=True))


def _plain(value: object) -> object:
    if isinstance(value, Struct):
        return asdict(value)
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)


def talk(sentence: str) -> None:
    """A sentence for the person on standard error."""
    for one in in_window(printable(sentence), sys.stderr):
        click.echo(one, err=True)


def told(sentence: str) -> str:
    """What went wrong, with its days as the person reads them; as it is where the settings
    themselves are wrong.
    """
    try:
        return settings().writing.words(sentence)
    except BadFile:
        return sentence
