"""What really changed since someone was here last: KPIs and standards that moved, and what others
corrected.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from kpitui.domain.file_rules import FileRules
from kpitui.domain.judgement.changes import Change, changes_of
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.records.standard import Standard
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.change_labels import in_words
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.plan import load_plan
from kpitui.storage.record_labels import Labels
from kpitui.storage.records import Row, find_row, from_json
from kpitui.storage.since import ANSWERS, corrections_since, touched_since
from kpitui.views.board import Board, BoardTile, TileChange, load_board, tile_change
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks, marks_for
from kpitui.views.limits import limits_of
from kpitui.views.meanwhile import of_a_group
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.standard_lines import StandardLine
from kpitui.views.totals import Totals

CORRECTIONS_SHOWN = 50
"""So many changes of others are listed, the newest."""


class Moved(Struct, frozen=True):
    """A KPI or a standard that really changed, and whose it is: a team, or everyone."""

    tile: BoardTile
    change: TileChange
    team: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"{self.tile.key}/{self.team}"


class Corrected(Struct, frozen=True):
    """What someone else corrected in one go: who and when, in UTC as it is kept, and what."""

    change_id: int
    by: str
    at: str
    title: str

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return f"change-{self.change_id}"


def load_moved(
    database: DatabaseFile,
    as_of: AsOf,
    since: datetime,
    shown: TeamsShown = EVERY_TEAM,
    known: Board | None = None,
) -> list[Moved]:
    """The KPIs and the standards of groups in which a real change began to show since a moment: of
    the teams that are shown each, else of everyone. One that showed in what was known by then
    is no news. `known` is a board that is at hand.
    """
    found: list[Moved] = []
    every: list[int | None] = [None]
    for team_id in [team.id for team in shown.teams] or every:
        at_hand = known is not None and (known.team.id if known.team else None) == team_id
        board = known if known and at_hand else load_board(database, as_of, team_id)
        tiles = [tile for tile in board.tiles if _is_of_a_group(tile)]
        known_on = database.clock.here(since).date()
        with reading(database) as db:
            look = _News(db, as_of, database.rules.on(as_of.day), since, known_on, tiles)
            team = board.team.name if board.team else ""
            ids = shown.ids if team_id is not None else None
            found += [Moved(*one, team) for one in look.of(tiles, ids)]
    return found


def _is_of_a_group(tile: BoardTile) -> bool:
    line = tile.line
    return tile.subject is not None and (
        not isinstance(line, StandardLine) or of_a_group(line.standard)
    )


class _News:
    """Tells what is news in some tiles."""

    def __init__(
        self, db: Database, as_of: AsOf, rules: FileRules, since: datetime, known_on: date,
        tiles: Sequence[BoardTile],
    ) -> None:  # fmt: skip
        self._db, self._as_of, self._rules, self._known_on = db, as_of, rules, known_on
        self._touched = touched_since(db, since)
        ids = {tile.metric.id for tile in tiles}
        self._marks = load_limit_marks(db, ids, as_of.day) if ids else {}

    def of(
        self, tiles: Sequence[BoardTile], team_ids: frozenset[int] | None
    ) -> Iterator[tuple[BoardTile, TileChange]]:
        """Each tile that changed, with how."""
        for tile in tiles:
            touched = self._touched.first_day(tile.metric.id, team_ids)
            if touched is None and not self._a_period_ended(tile):
                continue
            known = min(filter(None, (touched, self._known_on)))
            if (change := self._change_since(tile, known)) is not None:
                yield tile, change

    def _a_period_ended(self, tile: BoardTile) -> bool:
        kind = PeriodKind.of(tile.metric.cadence)
        return period_of(self._as_of.day, kind, self._rules.calendar).first > self._known_on

    def _change_since(self, tile: BoardTile, known: date) -> TileChange | None:
        """The real change of a tile that did not show in the periods that were over and known."""
        assert tile.subject is not None
        marks = marks_for(self._db, self._marks.get(tile.metric.id, UNMARKED), tile.subject)
        judged = judge(self._db, Look(tile.metric, tile.subject), self._as_of, self._rules, marks)
        now = judged.changes.now
        if now is None or now.strength != "real":
            return None
        before = self._before(tile, judged, marks, known)
        if before is not None and (before.side, before.strength) == (now.side, "real"):
            return None
        totals = Totals(self._db, tile.metric, tile.subject, self._as_of, self._rules)
        return tile_change(tile, judged, now, totals)

    def _before(
        self, tile: BoardTile, judged: Judged, marks: LimitMarks, known: date
    ) -> Change | None:
        series = [one for one in judged.series if one.period.last < known]
        if not series:
            return None
        return changes_of(limits_of(series, marks, self._rules, metric=tile.metric)).now


def load_corrected_by_others(
    database: DatabaseFile,
    since: datetime,
    name: str,
    shown: TeamsShown = EVERY_TEAM,
    writing: Writing = WRITING,
) -> list[Corrected]:
    """What others than someone corrected since a moment, newest first: readings, and what is
    expected; and what agents answered to sessions. Of the teams that are shown.
    """
    with reading(database) as db:
        found = corrections_since(db, since, besides=name, most=CORRECTIONS_SHOWN)
        if not found:
            return []
        standards = {standard.id: standard for standard in load_plan(db).standards} if shown else {}
        by_change: dict[int, list[Row]] = {}
        for row in found:
            by_change.setdefault(row["deed_id"], []).append(row)
        labels, told, answered = Labels(db, writing), [], set[int]()
        for change_id, of in sorted(by_change.items(), reverse=True):
            if shown and not any(_is_about(row, standards, shown) for row in of):
                continue
            first = of[0]
            if first["action"] != ANSWERS:
                said = in_words(first["action"], of, labels)
                told.append(Corrected(change_id, first["by"], first["deed_at"], said))
            elif first["record_id"] not in answered:  # a new answer replaces the one before
                answered.add(first["record_id"])
                told.append(_answered(db, change_id, first, writing))
        return told


def _answered(db: Database, change_id: int, row: Row, writing: Writing) -> Corrected:
    """The answer to a session, by name: it stands on no list of what waits once that is closed."""
    session = from_json(row["after"])
    who = find_row(db, "people", {"id": session["person_id"]}) or {"name": row["by"]}
    day = writing.day(date.fromisoformat(session["date"]))
    said = f"answers: {session.get('reply') or 'nothing any more'}, to the session of {day}"
    return Corrected(change_id, who["name"], row["deed_at"], said)


def _is_about(row: Row, standards: Mapping[int, Standard], shown: TeamsShown) -> bool:
    """Whether a change is of the teams that are shown."""
    held = from_json(row["after"] or row["before"])
    standard = standards.get(held.get("standard_id") or 0)
    if standard is not None:
        return shown.shares(standard)
    return shown.is_about(held.get("team_id"), held.get("person_id"))
