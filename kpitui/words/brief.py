"""The three lines of a login message: how it stands and what changed, what is to be recorded, and
who waits.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kpitui.domain.first_few import and_more
from kpitui.domain.progress import Status
from kpitui.domain.within import not_shown
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import DisputeLine
from kpitui.views.decisions import DecisionLine
from kpitui.views.due import DueSubject
from kpitui.views.evaluations_due import EvaluationDue
from kpitui.views.level_notices import QuestionLine
from kpitui.views.moved import Moved
from kpitui.views.overview import Overview
from kpitui.views.own_teams import TeamsShown
from kpitui.views.to_coach import ToCoach
from kpitui.views.today import BlockKind, Today
from kpitui.words.board import CHANGES
from kpitui.words.due import evaluations_in_brief
from kpitui.words.kpi import standard_name
from kpitui.words.since import since
from kpitui.words.speech import Speech

NAMES_SHOWN = 3
NAMED = 2
"""So many parts of the third line name people; the others are counts."""

NOT_MET = frozenset({"not met", "below", "clearly below"})


class Waiting(Struct, frozen=True):
    """Who waits for an answer or a look, whatever the seat."""

    open: Sequence[OpenLine]
    """The follow-ups and actions that are due."""
    questions: Sequence[QuestionLine]
    disputes: Sequence[DisputeLine]
    evaluations: Sequence[EvaluationDue]


def brief_lines(
    today: Today, overview: Overview, waiting: Waiting, shown: TeamsShown, speech: Speech
) -> tuple[str, ...]:
    """The lines; all but KPIs is of the teams that are shown, which they name. Who sees no words of
    coaching has none of the third.
    """
    whose = f" in {shown.said}" if shown else ""
    off_track = f"KPIs off track: {names_of(_kpis(overview, Status.OFF_TRACK))}"
    off_track += part("standards not met", _standards(overview, NOT_MET, shown))
    off_track += part(f"changed {since(today.seat, speech)}", [*_changed(today)])
    stale = _kpis(overview, Status.STALE) + _standards(overview, {Status.STALE.value}, shown)
    due = [line.name for line in today.lines(BlockKind.DUE) if isinstance(line, DueSubject)]
    to_record = f"KPIs and standards stale{whose}: {names_of(stale)}{part('results due', due)}"
    if not speech.sees_words:
        return off_track, to_record
    if shown.hidden:
        return off_track, to_record, f"{not_shown('People', shown.said)}."
    return off_track, to_record, _waits(today, waiting, whose, speech)


def _waits(today: Today, waiting: Waiting, whose: str, speech: Speech) -> str:
    since_when = [
        f"{line.of.person} since {speech.day(line.due_on)}" for line in waiting.open if line.due_on
    ]
    fewest = sorted(waiting.evaluations, key=lambda evaluation: evaluation.count)
    parts: dict[str, list[str]] = {
        "questions to answer": [_asked(question, speech) for question in waiting.questions],
        "disputes to decide": [_disputed(dispute, speech) for dispute in waiting.disputes],
        "evaluations due": [*map(evaluations_in_brief, fewest)],
        "to coach": [
            line.name for line in today.lines(BlockKind.TO_COACH) if isinstance(line, ToCoach)
        ],
        "decisions due": [
            f"“{' '.join(line.decision.text.split())}”"
            for line in today.lines(BlockKind.DECISIONS)
            if isinstance(line, DecisionLine)
        ],
    }
    told = [f"follow-ups and actions due{whose}: {names_of(since_when)}"]
    for what, names in parts.items():
        if names:
            told.append(f"{what}: {names_of(names) if len(told) < NAMED else len(names)}")
    return "; ".join(told)


def _changed(today: Today) -> Iterator[str]:
    for line in today.lines(BlockKind.MOVED):
        if isinstance(line, Moved):
            yield f"{line.tile.metric.name} {CHANGES[line.change.mark][0]}"


def _kpis(overview: Overview, status: Status) -> list[str]:
    return [line.metric.name for line in overview.kpis if line.standing.judgement.status is status]


def _standards(
    overview: Overview, statuses: frozenset[str] | set[str], shown: TeamsShown
) -> list[str]:
    return [
        standard_name(standard)
        for standard in overview.standards
        if standard.status in statuses and shown.shares(standard.standard)
    ]


def _asked(one: QuestionLine, speech: Speech) -> str:
    return f"{one.person} since {speech.day(one.day)}" if one.day else one.person


def _disputed(one: DisputeLine, speech: Speech) -> str:
    name = one.contact.person.name
    return f"{name} since {speech.day(one.day)}" if one.day else name


def part(what: str, names: Sequence[str]) -> str:
    """A further part of a line; nothing where there are none."""
    return f"; {what}: {names_of(names)}" if names else ""


def names_of(names: Sequence[str]) -> str:
    """How many there are, and the first by name."""
    if not names:
        return "none"
    return f"{len(names)} ({and_more(names, NAMES_SHOWN)})"
