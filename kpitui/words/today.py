"""What the first page of someone says: a head for each block, and its lines in columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from kpitui.domain.health.rule import Finding
from kpitui.domain.periods import short_day
from kpitui.domain.progress import Status
from kpitui.views.board import BoardTile
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import DisputeLine
from kpitui.views.decisions import DecisionLine
from kpitui.views.due import DueSubject
from kpitui.views.evaluations_due import EvaluationDue
from kpitui.views.level_notices import QuestionLine
from kpitui.views.moved import Corrected, Moved
from kpitui.views.to_coach import ToCoach
from kpitui.views.today import Block, BlockKind, Seat
from kpitui.words.board import ARROWS, CHANGES, tile_words
from kpitui.words.coaching import due_cells
from kpitui.words.contacts import dispute_cells
from kpitui.words.decisions import done
from kpitui.words.due import evaluations_in_columns
from kpitui.words.health import found
from kpitui.words.own_page import question_cells
from kpitui.words.since import since
from kpitui.words.spans import Line, Span, line, muted, strong, text_of
from kpitui.words.speech import Speech
from kpitui.words.to_coach import cells as to_coach_cells

if TYPE_CHECKING:
    from kpitui.views.today import TodayLine

TITLE = "Today"
ELSEWHERE = "1 shows the plan, 8 the board with a chart of each; 2 records results."
STATUS = len(Status.AT_RISK)
"""Cells of the column of a status in 80; the few that are longer push what is beside them."""


class TodayCells(Struct, frozen=True):
    """A line in three columns: who or what, what there is, and since when or until when."""

    who: Line
    what: Line
    when: Line = ()


def head(block: Block, seat: Seat, speech: Speech) -> Line:
    """What a block is about, with how many lines it has."""
    count, of = len(block.lines), f" of {block.of}" if block.of else ""
    heads = {
        BlockKind.STANDS: "KPIs and standards to look at",
        BlockKind.HEALTH: f"New issues of Health {since(seat, speech)}",
        BlockKind.DECISIONS: "Decisions due",
        BlockKind.TO_COACH: "To coach",
        BlockKind.DUE: "Results due",
        BlockKind.EVALUATIONS: "Contacts to score this month",
        BlockKind.FOLLOW_UPS: "Follow-ups and actions due",
        BlockKind.ASKED: "Questions and disputes of agents",
        BlockKind.MOVED: f"Changed {since(seat, speech)}",
    }
    return line(strong(heads[block.kind]), muted(f"  {count}{of}"))


def more(count: int) -> Line:
    """That there are more lines of a block than are shown."""
    return line(muted(f"and {count} more"))


def nothing(seat: Seat, speech: Speech) -> list[Line]:
    """What is said on a day without anything, and where to go from here."""
    said = f"Nothing waits for you today, and nothing changed {since(seat, speech)}."
    return [line(said), line(muted(ELSEWHERE))]


def cells(one: TodayLine, speech: Speech) -> TodayCells:
    """A line in columns."""
    if isinstance(one, BoardTile):
        return _tile(one, speech)
    if isinstance(one, Finding):
        return TodayCells(line(one.rule.title), line(found(one, speech)))
    if isinstance(one, DecisionLine):
        return _decision(one, speech)
    if isinstance(one, DueSubject):
        return _due(one, speech)
    if isinstance(one, EvaluationDue):
        wanted = evaluations_in_columns(one, lambda day: short_day(day, speech.today))
        return TodayCells(line(strong(one.name)), wanted)
    if isinstance(one, Moved):
        return _moved(one, speech)
    if isinstance(one, Corrected):
        return TodayCells(line(one.by), line(one.title), _at(one, speech))
    return _of_coach(one, speech)


def _of_coach(one: ToCoach | OpenLine | QuestionLine | DisputeLine, speech: Speech) -> TodayCells:
    """What waits for a coach, as Coach lists it."""
    if isinstance(one, ToCoach):
        _, _, who, about = to_coach_cells(one, speech)
        return TodayCells(who, about, _due_on(one.due_on, speech))
    if isinstance(one, OpenLine):
        day, (_, kind, who, about) = one.due_on, due_cells(one, speech)
    elif isinstance(one, QuestionLine):
        day, (_, kind, who, about) = one.day, question_cells(one, speech)
    else:
        day, (_, kind, who, about) = one.day, dispute_cells(one, speech)
    return TodayCells(who, line(*kind, ": ", *about), _due_on(day, speech))


def _due_on(day: date | None, speech: Speech) -> Line:
    """A day as this screen spells all of them, marked where it is past."""
    return line(
        Span("! " if speech.late(day) else "", "warning"),
        short_day(day, speech.today) if day else "",
    )


def _at(one: Corrected, speech: Speech) -> Line:
    here = speech.clock.here(datetime.fromisoformat(one.at))
    return line(muted(f"{short_day(here.date(), speech.today)} {here:%H:%M}"))


def _decision(one: DecisionLine, speech: Speech) -> TodayCells:
    of = one.decision
    what = line(of.text, muted(f"  {of.who}" if of.who else ""))
    return TodayCells(line(strong(one.metric.name)), what, line(done(one, speech)))


def _due(one: DueSubject, speech: Speech) -> TodayCells:
    last = max((due.last_on for due in one.readings if due.last_on), default=None)
    names = ", ".join(due.metric.name for due in one.readings)
    what = line(muted(f"{len(one.readings)}  "), names)
    when = f"last {short_day(last, speech.today)}" if last else "never yet"
    return TodayCells(line(strong(one.name)), what, line(muted(when)))


def _tile(one: BoardTile, speech: Speech) -> TodayCells:
    said = tile_words(one, None, speech)
    kind = "target" if one.is_kpi else "standard"
    before = line(said.scope, "  ") if said.scope else ()
    latest = strong(speech.value(one.judged.value, one.metric, unit=False)) if one.judged else ""
    behind = f", {kind} " if one.wanted else f"  {'KPI' if one.is_kpi else kind}"
    pad = " " * max(0, STATUS - len(text_of(said.status)))
    what = line(said.status, f"{pad}  ", before, latest or said.latest, behind, said.wanted)
    return TodayCells(said.head, what, said.period)


def _moved(one: Moved, speech: Speech) -> TodayCells:
    said, look = CHANGES[one.change.mark]
    began = speech.words(one.change.since.since(speech.today))
    what = line(Span(said, look), f" since {began}, a real change", muted(_of_team(one)))
    return TodayCells(
        line(Span(f"{ARROWS[one.change.side]} ", look), strong(one.tile.metric.name)), what
    )


def _of_team(one: Moved) -> str:
    return f"  {one.team}" if one.team else ""
