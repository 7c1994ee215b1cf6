"""What fixes a finding, done over the list of findings by what does it on the other screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kpitui.actions.reviews import split_limits
from kpitui.domain.errors import KpituiError
from kpitui.domain.health.rule import Finding, Fix
from kpitui.domain.records.metric import Metric, Place
from kpitui.domain.records.person import Person
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.standard import Standard
from kpitui.ui.choice import Choice
from kpitui.ui.decision_editing import ask_done
from kpitui.ui.follow_ups import done_with, telling
from kpitui.ui.forms.review import reason_form
from kpitui.ui.leaving_editing import ask_leaving
from kpitui.ui.messages import CoachAsked, RecordAsked
from kpitui.ui.plan_editing import PlanEditor
from kpitui.ui.plan_ending import PlanEnder
from kpitui.ui.plan_lines import PlanLine, plan_lines
from kpitui.views.coaching import load_open
from kpitui.views.decisions import load_every_decision
from kpitui.views.entry import load_subject_to_record
from kpitui.views.health import load_split
from kpitui.views.leaving import load_leaver
from kpitui.views.level_notices import load_untold
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StrategyLine, load_overview
from kpitui.views.own_teams import load_one_team
from kpitui.views.people import PersonLine, load_people_lines
from kpitui.views.standard_lines import StandardLine
from kpitui.views.to_coach import load_to_coach

if TYPE_CHECKING:
    from kpitui.ui.editing import EditingScreen

OWNER_LEFT = "K216"
"""What it finds of actions and coaching is fixed by handing over."""

GONE = "It is not in the file any more."


class FindingFixer:
    """Opens the form that fixes a finding on its very record, or goes to where that is done."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._editor, self._ender = PlanEditor(screen), PlanEnder(screen)

    async def fix(self, finding: Finding, fix: Fix) -> None:
        """Open the form; what cannot be read is told."""
        elsewhere: dict[Fix, Callable[[Finding], Awaitable[None]]] = {
            Fix.RECORD: self._record, Fix.COACH: self._coach, Fix.DONE: self._done,
            Fix.REASON: self._reason, Fix.SORT: self._sort, Fix.TOLD: self._told,
        }  # fmt: skip
        try:
            if fix in elsewhere:
                await elsewhere[fix](finding)
            else:
                await self._change_plan(finding, fix)
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)

    # the plan -------------------------------------------------------------------------------------

    async def _change_plan(self, finding: Finding, fix: Fix) -> None:
        work = self._context
        overview = load_overview(work.database, work.as_of, ended=True)
        lines = {line.key: line for line in _all(plan_lines(overview, work))}
        line = _line_of(finding, lines)
        if line is None and finding.rule.code == OWNER_LEFT:
            await self._hand_over(finding)
        elif fix is Fix.STANDARD:
            await self._editor.set_standard(line)
        elif line is None:
            self._screen.tell(GONE)
        elif fix is Fix.NOTE:
            await self._editor.annotate(line)
        elif fix is Fix.EDIT:
            await self._editor.edit(line, overview)
        elif fix is Fix.ADD:
            await self._editor.add(line, overview)
        elif fix is Fix.END:
            await self._ender.end(line)
        elif fix is Fix.MOVE:
            await self._editor.move(line, overview)
        elif fix is Fix.PLACE:
            await self._place(line, overview)
        else:
            await self._end_one(line, PriorityLine if fix is Fix.END_PRIORITY else KpiLine)

    async def _hand_over(self, finding: Finding) -> None:
        """Ask who takes over what someone had who left."""
        work = self._context
        person = load_leaver(work.database, finding.found.key, work.today())
        if person is None:
            self._screen.tell(GONE)
            return
        await ask_leaving(self._screen, person, "")

    async def _end_one(self, above: PlanLine, kind: type[PriorityLine | KpiLine]) -> None:
        """Choose which of those below a line ends."""
        below = [line for line in _all([above]) if isinstance(line.source, kind) and not line.ended]
        choices = [Choice(self._named(line), partial(self._ender.end, line)) for line in below]
        await self._screen.changes.choose("Which one ends?", choices)

    def _named(self, line: PlanLine) -> str:
        source = line.source
        of = f"  {self._context.text(source.strategy.title)}" if isinstance(source, KpiLine) else ""
        return line.name + of

    async def _place(self, line: PlanLine, overview: Overview) -> None:
        """Choose where a metric stands."""
        metric, metrics = line.metric, self._editor.metrics
        assert metric is not None
        strategies = [
            line.source.strategy
            for line in _all(plan_lines(overview, self._context))
            if isinstance(line.source, StrategyLine) and not line.ended
        ]
        choices = [
            Choice("KPI of a strategy", partial(metrics.ask_kpi, None, strategies, metric)),
            Choice("Standard", partial(metrics.ask_standard, metric)),
            Choice("Context", partial(metrics.mark, metric, Place.CONTEXT)),
        ]
        await self._screen.changes.choose(line.name, choices)

    async def _sort(self, _: Finding) -> None:
        await self._screen.run_action("app.open_screen('sort')")

    # readings, coaching, limits -------------------------------------------------------------------

    async def _record(self, finding: Finding) -> None:
        work, line = self._context, self._line_now(finding)
        if line is None or line.metric is None:
            self._screen.tell(GONE)
            return
        subject = load_subject_to_record(work.database, line.metric.id, work.as_of)
        self._screen.post_message(RecordAsked(subject))

    def _line_now(self, finding: Finding) -> PlanLine | None:
        overview = load_overview(self._context.database, self._context.as_of)
        lines = {line.key: line for line in _all(plan_lines(overview, self._context))}
        return _line_of(finding, lines)

    async def _coach(self, finding: Finding) -> None:
        if finding.found.of_team is not None:
            await self._choose_of_team(finding.found.of_team, finding.found.record)
            return
        if not finding.found.key.startswith("person-"):
            await self._choose_to_coach(finding)
            return
        person, _, metric = finding.found.key.removeprefix("person-").partition("/")
        self._ask_to_coach(int(person), int(metric))

    async def _choose_to_coach(self, finding: Finding) -> None:
        """Choose who is coached of those that a standard is for."""
        work, line = self._context, self._line_now(finding)
        source = line.source if line is not None else None
        if not isinstance(source, StandardLine):
            self._screen.tell(GONE)
            return
        choices = [
            Choice(line.person.name, partial(self._ask_to_coach, line.person.id, source.metric.id))
            for line in load_people_lines(work.database, work.today()).lines
            if line.person.starts_on <= work.today() and _is_for(source.standard, line)
        ]
        await self._screen.changes.choose(f"Who is coached on {source.metric.name}?", choices)

    async def _choose_of_team(self, team_id: int, name: str) -> None:
        """Choose who is coached first of a team, of those who are to be."""
        work = self._context
        team = load_one_team(work.database, team_id, work.today())
        choices = [
            Choice(line.name, partial(self._ask_to_coach, line.person_id, line.metric_id))
            for line in load_to_coach(work.database, work.as_of, team).lines
        ]
        if not choices:
            self._screen.tell(GONE)
            return
        await self._screen.changes.choose(f"Who is coached first? {name}", choices)

    def _ask_to_coach(self, person_id: int, metric_id: int | None) -> None:
        self._screen.post_message(CoachAsked(person_id, metric_id))

    async def _done(self, finding: Finding) -> None:
        work, key = self._context, finding.found.key
        if key.startswith("kpi-"):
            await self._decision_done(int(key.rpartition("/")[2]))
            return
        found = [line for line in load_open(work.database, work.today()) if line.key == key]
        if not found:
            self._screen.tell(GONE)
            return
        await done_with(found[0], work, self._screen.changes)

    async def _decision_done(self, decision_id: int) -> None:
        """Ask what came of a decision that is done."""
        work = self._context
        found = [
            line.decision
            for line in load_every_decision(work.database, work.as_of)
            if line.decision.id == decision_id
        ]
        if not found:
            self._screen.tell(GONE)
            return
        await ask_done(self._screen, found[0], "")

    async def _told(self, finding: Finding) -> None:
        """Choose who was told of a level: all of those who have not seen it, or one of them."""
        work, key = self._context, finding.found.key
        untold = load_untold(work.database, int(key.removeprefix("standard-")), work.today())
        if not untold:
            self._screen.tell(GONE)
            return
        everyone = Choice(f"All {len(untold)} of them", partial(self._note_told, untold))
        each = [Choice(one.name, partial(self._note_told, [(one, of)])) for one, of in untold]
        choices = [everyone, *each] if len(untold) > 1 else each
        await self._screen.changes.choose(f"Who was told? {finding.found.record}", choices)

    def _note_told(self, told: Sequence[tuple[Person, LevelKey]]) -> None:
        levels = [(person.id, level) for person, level in told]
        self._screen.changes.do(telling(levels, self._context))

    async def _reason(self, finding: Finding) -> None:
        work = self._context
        event = load_split(work.database, int(finding.found.key.rpartition("/")[2]))
        if event is None:
            self._screen.tell(GONE)
            return
        form = reason_form(finding.found.record, event, work.speech.writing)
        change = partial(split_limits, work.database, work.actor, event.id, event.version)
        await self._screen.changes.change(form, "", change, "The reason is kept")


def _line_of(finding: Finding, lines: dict[str, PlanLine]) -> PlanLine | None:
    """The line of the record of a finding; of a metric that is a KPI or a standard, one of its own,
    and so of a team and a metric.
    """
    key = finding.found.line
    if key.startswith("team-"):
        key = f"metric-{finding.found.key.rpartition('/')[2]}"
    if key in lines or not key.startswith("metric-"):
        return lines.get(key)
    tied: Iterable[Metric] = (line.metric for line in lines.values() if line.metric is not None)
    metric = next((metric for metric in tied if f"metric-{metric.id}" == key), None)
    return PlanLine(key, metric.name, metric) if metric is not None else None


def _is_for(standard: Standard, line: PersonLine) -> bool:
    """Whether a standard is for someone."""
    team_id, role_id = line.team and line.team.id, line.role and line.role.id
    return (
        standard.team_id in (None, team_id)
        and standard.role_id in (None, role_id)
        and standard.person_id in (None, line.person.id)
    )


def _all(lines: Iterable[PlanLine]) -> Iterator[PlanLine]:
    """The lines and all below them."""
    for line in lines:
        yield line
        yield from _all(line.below)
