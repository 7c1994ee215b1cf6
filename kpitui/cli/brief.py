"""The command `brief`: three lines for a login message."""

from pathlib import Path

import click

from kpitui.cli.context import (
    Environment,
    answer,
    as_of_option,
    charset,
    db_option,
    open_environment,
)
from kpitui.cli.teams import all_option, team_option, teams_shown
from kpitui.domain.access import Permission
from kpitui.domain.periods import AsOf
from kpitui.domain.progress import Status
from kpitui.domain.within import not_shown
from kpitui.views.contacts import DisputeLine, load_disputed
from kpitui.views.due import load_follow_ups
from kpitui.views.evaluations_due import load_evaluations_due
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.views.overview import Overview, load_overview
from kpitui.views.own_teams import TeamsShown
from kpitui.words.due import evaluations_in_brief
from kpitui.words.kpi import standard_name
from kpitui.words.speech import Speech

NAMES_SHOWN = 3


@click.command()
@db_option
@as_of_option
@team_option
@all_option
def brief(db: Path | None, as_of: str | None, team: str | None, every_team: bool) -> None:
    """Print three lines for a login message: KPIs off track, what is stale, and follow-ups due with
    the questions and disputes of agents that wait, and the evaluations of the month. All but KPIs
    is of your own team, which the line names. A viewer has none of the third.
    """
    env = open_environment(db)
    when = env.moment(as_of)
    shown = teams_shown(env, team, every_team, when)
    overview = load_overview(env.database, when)
    drawn_with = charset(env.config)
    answer(f"KPIs off track: {_names(_kpis(overview, Status.OFF_TRACK))}", drawn_with)
    stale = _kpis(overview, Status.STALE)
    stale += [
        standard_name(standard)
        for standard in overview.standards
        if standard.status == Status.STALE.value and shown.shares(standard.standard)
    ]
    answer(f"KPIs and standards stale{_whose(shown)}: {_names(stale)}", drawn_with)
    if env.actor.may(Permission.COACHING):
        answer(_waiting(env, when, shown), drawn_with)


def _waiting(env: Environment, when: AsOf, shown: TeamsShown) -> str:
    """What waits for who coaches."""
    if shown.hidden:
        return f"{not_shown('People', shown.said)}."
    follow_ups = load_follow_ups(env.database, when.day, shown)
    since = [f"{one.person} since {env.writing.day(one.due_on)}" for one in follow_ups]
    asked = [_asked(one, env.speech) for one in load_questions(env.database, shown)]
    disputed = [_disputed(one, env.speech) for one in load_disputed(env.database, shown)]
    waiting = f"; questions to answer: {_names(asked)}" if asked else ""
    waiting += f"; disputes to decide: {_names(disputed)}" if disputed else ""
    if evaluations := load_evaluations_due(env.database, when, shown):
        fewest = sorted(evaluations, key=lambda one: one.count)
        waiting += f"; evaluations due: {_names([*map(evaluations_in_brief, fewest)])}"
    return f"follow-ups due{_whose(shown)}: {_names(since)}{waiting}"


def _whose(shown: TeamsShown) -> str:
    return f" in {shown.said}" if shown else ""


def _kpis(overview: Overview, status: Status) -> list[str]:
    return [line.metric.name for line in overview.kpis if line.standing.judgement.status is status]


def _asked(one: QuestionLine, speech: Speech) -> str:
    return f"{one.person} since {speech.day(one.day)}" if one.day else one.person


def _disputed(one: DisputeLine, speech: Speech) -> str:
    name = one.contact.person.name
    return f"{name} since {speech.day(one.day)}" if one.day else name


def _names(names: list[str]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"{len(names)} ({', '.join(names[:NAMES_SHOWN])}{more})"
