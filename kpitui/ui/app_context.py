"""What every screen is given: the file, who sits there, and how things are shown."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from msgspec import Struct, field
from msgspec.structs import replace

from kpitui.charts.text import Charset, plain, with_plain_signs
from kpitui.config import Config
from kpitui.domain.access import Actor
from kpitui.domain.clock import SERVER
from kpitui.domain.fields import FieldReader, Texts
from kpitui.domain.file_rules import FileRules
from kpitui.domain.history import new_id
from kpitui.domain.numbers import plain_number
from kpitui.domain.periods import AsOf
from kpitui.domain.records.metric import Definition, Direction, Metric, Range
from kpitui.domain.text import printable, short_paths
from kpitui.domain.value_parsing import DURATIONS, parts_text
from kpitui.domain.writing import Writing
from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.ui.own_teams import OwnTeams
from kpitui.views.last_visit import load_last_visit
from kpitui.views.own_teams import TeamsShown, load_own_teams
from kpitui.words.speech import Speech


class Counts(Struct):
    """What the bar of every screen tells: open findings, None while no one has counted yet, who
    else is in, and whether the file is another one now, so that nothing can be saved in it.
    """

    health: int | None = None
    others: tuple[str, ...] = ()
    lost: bool = False


class ShownDay:
    """A day that moves when the app says so, for all screens at once, and never between
    two keys.
    """

    def __init__(self, source: Callable[[], date]) -> None:
        self._source = source
        self._day = source()

    def __call__(self) -> date:
        """The day that is shown."""
        return self._day

    def look(self) -> bool:
        """Look at the clock; whether the day is another one now."""
        before, self._day = self._day, self._source()
        return before != self._day


KNOWN_SECONDS = 60.0
"""So long one knows what one did last, or was told that `u` would undo."""


class Told(Struct):
    """What was said lately."""

    _undo: int = 0
    _at: float = 0.0

    def undo(self, change_id: int) -> None:
        """That `u` undoes this change."""
        self._undo, self._at = change_id, time.monotonic()

    def undo_is_known(self, change_id: int) -> bool:
        """Whether that was said of this change, and not long ago."""
        return change_id == self._undo and time.monotonic() - self._at < KNOWN_SECONDS


class LastVisit(Struct):
    """When who sits there was here before this session, looked up once."""

    _known: bool = False
    _at: datetime | None = None

    def look(self, database: DatabaseFile, actor: Actor) -> datetime | None:
        """The moment; None where they never were. Raises `KpituiError`."""
        if not self._known:
            self._at, self._known = load_last_visit(database, actor, datetime.now(UTC)), True
        return self._at


class AppContext(Struct, frozen=True):
    """Handed to each screen when it is made; screens reach for nothing else.

    Where `every_letter` is shown, what the charset leaves out holds for what we draw, and not for
    what people typed. `today` is the day of the organisation, `entry_today` that of who sits there,
    where it is another.

    `unsaved` is what is typed and not saved, shared by all screens; `drafts` keep it over a dropped
    line, None where nothing is to be kept; `session` is the id of this session, by which others
    know it.
    """

    database: DatabaseFile
    actor: Actor
    config: Config
    charset: Charset
    title: str
    today: Callable[[], date] = SERVER.today
    entry_today: Callable[[], date] | None = None
    unsaved: Typed = field(default_factory=Typed)
    drafts: SessionDrafts | None = None
    session: str = field(default_factory=new_id)
    more_drafts: bool = False
    """Whether an earlier session left something that stands in the place of something newer."""
    counts: Counts = field(default_factory=Counts)
    every_letter: bool = False
    told: Told = field(default_factory=Told)
    teams: OwnTeams = field(default_factory=OwnTeams)
    """Whose lists are shown, on every screen."""
    last_visit: LastVisit = field(default_factory=LastVisit)

    @property
    def as_of(self) -> AsOf:
        """The plan as it stands today."""
        today = self.today()
        return AsOf(today, today)

    @property
    def entry_day(self) -> date:
        """The day that is proposed for what is typed."""
        return (self.entry_today or self.today)()

    @property
    def latest_day(self) -> date:
        """The last day that an entry can be of: where it is tomorrow already for who
        sits there, tomorrow.
        """
        return max(self.today(), self.entry_day)

    @property
    def rules(self) -> FileRules:
        """What the organisation goes by today."""
        return self.database.rules.on(self.today())

    @property
    def writing(self) -> Writing:
        """How numbers and days are typed here, in the years of the organisation."""
        return replace(self.config.writing, calendar=self.rules.calendar)

    @property
    def speech(self) -> Speech:
        """How values and days are read here."""
        today, words = self.today(), self.actor.sees_words
        writing = replace(self.writing, said_on=today)
        return Speech(writing, self.database.clock, today, words)

    def shown_teams(self) -> TeamsShown:
        """The teams that lists are about, one's own looked up again; raises `KpituiError`."""
        self.teams.own = load_own_teams(self.database, self.actor, self.today())
        return self.teams.shown

    def moment(self, at: str) -> str:
        """A moment that is kept in UTC, on the clock of the organisation."""
        return self.speech.writing.moment(at, self.database.clock)

    def text(self, stored: str) -> str:
        """Stored text ready to be drawn: no control code left, whatever another program put into
        the file.
        """
        return self._shown(printable(stored))

    def words(self, ours: str) -> str:
        """Our own words, their days and characters as they are read here; what they quote has no
        control code left.
        """
        ours = self.speech.words(ours)
        return self._shown(printable(ours, multiline=True))

    def said(self, ours: str) -> str:
        """A sentence of ours as it is said in passing: its end is seen, however long the paths in
        it are.
        """
        return self.words(short_paths(ours))

    def _shown(self, text: str) -> str:
        return with_plain_signs(text) if self.every_letter else plain(text, self.charset)

    def day(self, day: date | None) -> str:
        """A day as it is read here; nothing where there is none."""
        return self.speech.day(day)

    def typed_day(self, day: date | None) -> str:
        """A day as it is typed here, in a field; nothing where there is none."""
        return self.writing.day(day) if day else ""

    def reader(self, texts: Texts) -> FieldReader:
        """What reads the fields of a form, as numbers and days are typed here."""
        return FieldReader(texts, self.today(), self.writing, latest=self.latest_day)

    def value(self, value: float | None, metric: Definition, *, unit: bool = True) -> str:
        """A value in the metric's unit; without `unit` short enough for a column."""
        return printable(self.speech.value(value, metric, unit=unit))

    def range(self, good: Range | None, metric: Definition, *, unit: bool = True) -> str:
        """A level or a band in the metric's unit; without `unit` short enough for a column."""
        return self.text(self.speech.range(good, metric, unit=unit))

    def typed(self, value: float | None, metric: Definition) -> str:
        """A value as it would be typed, nothing rounded away but parts of a second."""
        if value is None:
            return ""
        if metric.unit in DURATIONS:
            return self.value(value, metric, unit=False)
        return plain_number(value, decimal_comma=self.config.decimal_comma)

    def ratio(self, numerator: float, denominator: float, metric: Metric) -> str:
        """A part of a whole as it would be typed."""
        comma = self.config.decimal_comma
        return parts_text(metric, numerator, denominator, decimal_comma=comma)

    def count(self, n: float) -> str:
        """A sample size; a dash where there is none."""
        return plain_number(n, decimal_comma=self.config.decimal_comma, digits=12) if n else "-"

    def typed_range(self, good: Range | None, metric: Definition) -> str:
        """A level or a band as it would be typed."""
        ends = () if good is None else (good.low, good.high)
        text = "-".join(self.typed(end, metric) for end in ends if end is not None)
        if good is None or metric.direction is not Direction.WITHIN or None not in ends:
            return text
        return f"<={text}" if good.low is None else f">={text}"
