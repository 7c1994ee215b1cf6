"""The command `brief`: three lines for a login message, or all that waits, to be mailed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpitui.cli.context import (
    Environment,
    answer,
    answer_document,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
)
from kpitui.cli.teams import all_option, team_option, teams_shown
from kpitui.domain.access import MEMBERS_ONLY
from kpitui.domain.errors import Refused
from kpitui.domain.periods import AsOf
from kpitui.lazy import Lazy
from kpitui.views.actors import required_person
from kpitui.views.coaching import load_open
from kpitui.views.contacts import load_disputed
from kpitui.views.evaluations_due import load_evaluations_due
from kpitui.views.last_visit import load_last_visit
from kpitui.views.level_notices import load_questions
from kpitui.views.overview import load_overview
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.today import BlockKind, Today, is_quick, load_seat, load_today, load_worse_health
from kpitui.words.brief import Waiting, brief_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpitui.exchange import brief as pages
    from kpitui.views import person
    from kpitui.words import own_brief
else:
    person = Lazy("kpitui.views.person")
    own_brief = Lazy("kpitui.words.own_brief")
    pages = Lazy("kpitui.exchange.brief")  # no login message needs them

FORMS = ("text", "md", "json")


@click.command()
@db_option
@as_of_option
@team_option
@all_option
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="Default: text.")
@json_option
def brief(
    db: Path | None, as_of: str | None, team: str | None, every_team: bool, form: str, as_json: bool
) -> None:
    """Print three lines for a login message: KPIs off track, standards not met and what changed
    since you were here last; what is stale and due; follow-ups and all else that waits. All but
    KPIs is of your own team, which the lines name. To a member they are of their own page.

    --format md is the Today screen as a page to mail, --json the same for programs.
    """
    form = "json" if as_json else form
    env, when = open_environment(db).seen_on(as_of)
    if not env.actor.sees_everybody:
        if team or every_team:
            raise Refused(MEMBERS_ONLY)
        _say_own(env, when, form)
        return
    shown = teams_shown(env, team, every_team, when)
    today = _today(env, when, shown, whole=form != "text")
    speech = env.speech
    waiting = Waiting(
        load_open(env.database, when.day, shown),
        load_questions(env.database, shown, when.day),
        load_disputed(env.database, shown, when.day),
        load_evaluations_due(env.database, when, shown) or (),
    )
    lines = brief_lines(today, load_overview(env.database, when), waiting, shown, speech)
    _say(env, today, lines, shown.said if shown else "", form)


def _say_own(env: Environment, when: AsOf, form: str) -> None:
    """The same of a member: of themselves alone."""
    person_id = required_person(env.database, env.actor)
    page = person.load_person_page(env.database, person_id, when, env.config, team=False, own=True)
    since = load_last_visit(env.database, env.actor, datetime.now(UTC))
    seat = load_seat(env.database, env.actor, when.day, EVERY_TEAM, since)
    lines = own_brief.own_lines(page, env.speech)
    _say(env, Today(when, seat, ()), lines, "", form)


def _say(env: Environment, today: Today, lines: Sequence[str], whose: str, form: str) -> None:
    """The lines, or with all that waits as a page or for programs."""
    speech = env.speech
    if form == "json":
        answer_json(pages.brief_answer(today, lines, whose, speech))
    elif form == "md":
        answer_document(pages.brief_markdown(today, lines, whose, speech))
    else:
        for line in lines:
            answer(line, charset(env.config))


def _today(env: Environment, when: AsOf, shown: TeamsShown, *, whole: bool) -> Today:
    """What waits; a login message does not wait itself for what takes seconds in a large file."""
    since = load_last_visit(env.database, env.actor, datetime.now(UTC))
    seat = load_seat(env.database, env.actor, when.day, shown, since)
    results = whole or is_quick(env.database, shown)
    today = load_today(env.database, seat, when, shown, env.writing, results=results)
    if not (whole and seat.leads):
        return today
    health = load_worse_health(env.database, seat, when, shown)
    blocks = (*today.blocks, *([health] if health.lines else []))
    order = [*BlockKind]
    return Today(when, seat, tuple(sorted(blocks, key=lambda block: order.index(block.kind))))
