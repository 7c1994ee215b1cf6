"""Absences on the command line: away."""

from datetime import date
from pathlib import Path

import click

from kpitui.actions.absences import say_away
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.in_words import NUMBERS_BELOW_0, InWords
from kpitui.cli.teams import all_option, nothing, say_whose, team_option, teams_shown
from kpitui.domain.access import Permission
from kpitui.domain.away_entry import AWAY, Away, away_in_words, is_away, understand_away
from kpitui.domain.entry_names import Subject
from kpitui.domain.errors import BadData, WrongUsage, nothing_saved
from kpitui.domain.records.absence import Absence
from kpitui.views.absences import load_absence_lines
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.vocabulary import load_vocabulary
from kpitui.words.absences import absence_line


@click.command(cls=InWords, context_settings=NUMBERS_BELOW_0)
@db_option
@json_option
@as_of_option
@click.option("--list", "listed", is_flag=True, help="List who is away now and later.")
@click.option("--past", is_flag=True, help="With --list: absences that are over too.")
@team_option
@all_option
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def away(
    db: Path | None, words: tuple[str, ...], listed: bool, past: bool, team: str | None,
    every_team: bool, as_of: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say in words when someone is away, or back: nothing is due of them meanwhile.

    The day after until or to is the last day away. The reason comes after it.

    kpitui away "tom until 14 dec", kpitui away "ana 1 dec to 14 dec holiday",
    kpitui away "tom back 10 dec"
    """
    env = open_environment(db)
    if listed or not words:
        if words:
            raise WrongUsage("Say who is away, or --list alone.")
        env, when = env.seen_on(as_of)
        shown = teams_shown(env, team, every_team, when)
        say_whose(shown, team)
        _list(env, shown, when.day, past=past, as_json=as_json)
        return
    if as_of or team or past or every_team:
        raise WrongUsage("--as-of, --team, --all and --past go with --list.")
    env.actor.require(Permission.ABSENCES)
    vocabulary, line = load_vocabulary(env.database, env.entry_day), " ".join(words)
    full = is_away(line, vocabulary)
    said = understand_away(
        line if full else f"{AWAY} {line}", vocabulary, env.entry_day, env.writing
    )
    if not isinstance(said, Away):
        raise nothing_saved(BadData(f"{said.sentence}."))
    if said.only_name and not full:
        _list_of(env, said.person, as_json=as_json)
        return
    found = say_away(env.database, env.actor, said, env.entry_day)
    if as_json:
        answer_json(None if found is None else _for_programs(found) | {"person": said.person.name})
        return
    answer(f"recorded: {away_in_words(said, env.entry_day, env.writing)}", charset(env.config))


def _list(env: Environment, shown: TeamsShown, day: date, *, past: bool, as_json: bool) -> None:
    found = load_absence_lines(env.database, day, shown, past=past)
    if as_json:
        answer_json(
            [
                {"person": line.person, "team": line.team or None, **_for_programs(line.absence)}
                for line in found
            ]
        )
        return
    say((absence_line(line, env.speech) for line in found), env)
    if not found:
        talk(nothing("No one is away", shown))


def _list_of(env: Environment, person: Subject, *, as_json: bool) -> None:
    """When someone is away: a name alone asks."""
    found = load_absence_lines(env.database, env.entry_day, EVERY_TEAM)
    found = [line for line in found if line.absence.person_id == person.person_id]
    if as_json:
        answer_json([{"person": line.person, **_for_programs(line.absence)} for line in found])
        return
    say((absence_line(line, env.speech) for line in found), env)
    if not found:
        talk(
            f"{person.name} is not away. Say until when, or from when: "
            f'kpitui away "{person.name} until fri".'
        )


def _for_programs(one: Absence) -> dict[str, object]:
    return {
        "absence": one.id, "starts_on": one.starts_on, "back_on": one.ends_on,
        "reason": one.reason or None,
    }  # fmt: skip
