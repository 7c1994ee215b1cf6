"""Commands about people: import, list."""

from datetime import date
from pathlib import Path

import click

from kpitui.actions.leaving import leave, require_taker
from kpitui.cli.context import (
    answer,
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.cli.file_options import (
    dates_option,
    dry_run_option,
    encoding_option,
    file_argument,
    sheet_option,
)
from kpitui.cli.people_data import data_of_person
from kpitui.cli.people_forget import forget_person
from kpitui.domain.access import Channel, Permission
from kpitui.domain.errors import NothingFound
from kpitui.domain.import_answers import Order
from kpitui.domain.owned import WORDS, Owned
from kpitui.domain.team_tree import PATH
from kpitui.exchange.people_file import load_people_file
from kpitui.views.leaving import load_leaving
from kpitui.views.lookup import find_person
from kpitui.views.people import load_people_lines
from kpitui.words.absences import away
from kpitui.words.team import people_there


@click.group()
def people() -> None:
    """People with their teams and roles."""


@people.command("import")
@db_option
@json_option
@file_argument
@dry_run_option
@dates_option
@sheet_option
@encoding_option
@click.option(
    "--new-codes", is_flag=True, help="Known names with another code are the same people."
)
def import_people(
    db: Path | None, file: Path, dry_run: bool, dates: Order | None, sheet: str | None,
    encoding: str | None, new_codes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Import people from a CSV or Excel FILE with name, code, team, role, hours a week, start and
    end; the same file twice changes nothing.

    People are matched by code, else by name; a known name with another code is asked about. No
    start date means: always here.
    """
    env = open_environment(db, Channel.IMPORT)
    loaded = load_people_file(
        env.database,
        env.actor,
        file,
        today=env.today,
        dry_run=dry_run,
        dates=dates,
        sheet=sheet,
        encoding=encoding,
        writing=env.writing,
        new_codes=new_codes,
    )
    done = loaded.done
    if as_json:
        answer_json({"done": done, "dry_run": dry_run})
    else:
        for line in done or ["nothing to change"]:
            answer(env.writing.words(f"would have {line}" if dry_run and done else line))
    for sentence in loaded.said:
        talk(sentence)


@people.command("leave")
@db_option
@json_option
@click.argument("name")
@click.option("--on", "day", metavar="DATE", help="The first day without them; today if not said.")
@click.option("--to", "taker", metavar="NAME", help="Who takes over everything that is theirs.")
@click.option("--dry-run", is_flag=True, help="Show what is theirs, without changing it.")
def leave_(
    db: Path | None, name: str, day: str | None, taker: str | None, dry_run: bool, as_json: bool
) -> None:
    """Say when the person NAME left, and hand over what is theirs: goals and KPIs that they own,
    actions that they were to do, agents they coach.

    What no one takes over is an issue of kpitui check (K216). The readings stay.
    """
    env = open_environment(db)
    env.actor.require(Permission.PEOPLE)
    person = find_person(env.database, name)
    on = env.moment(day, "--on", future=True).day if day else person.ends_on or env.today
    found = load_leaving(env.database, person, env.today)
    takes = {}
    if taker is not None:
        # Also where nothing is theirs: who names someone is told that they cannot.
        to = require_taker(find_person(env.database, taker), person, max(on, env.today))
        takes = {owned.key: to.id for owned in found.theirs}
    kept = leave(env.database, env.actor, person, on, takes, env.today, dry_run=dry_run)
    if dry_run:
        kept = found.theirs
    handed = [owned for owned in found.theirs if owned not in kept]
    if as_json:
        answer_json(
            {
                "person": person.name, "left_on": on, "dry_run": dry_run,
                "handed_over": [_owned(owned) for owned in handed],
                "still_theirs": [_owned(owned) for owned in kept],
            }
        )  # fmt: skip
        return
    if not dry_run:
        leaves = "leaves" if on > env.today else "left"
        answer(f"{person.name} {leaves} on {env.writing.day(on)}")
    for owned in handed:
        answer(f"handed over: {owned.said}")
    for owned in kept:
        answer(f"still theirs: {owned.said}")
    if dry_run and not kept:
        talk(f"Nothing is {person.name}'s to hand over.")


def _owned(one: Owned) -> dict[str, object]:
    return {"what": WORDS[one.duty], "name": one.name, "due_on": one.due_on}


@people.command("list")
@db_option
@json_option
@as_of_option
@click.option("--all", "everybody", is_flag=True, help="Include leavers.")
@click.option("--left", "left", is_flag=True, help="Leavers only, also those who were forgotten.")
def list_people(
    db: Path | None, as_of: str | None, everybody: bool, left: bool, as_json: bool
) -> None:
    """List everyone with team and role, by name."""
    env, when = open_environment(db).seen_on(as_of)
    people = load_people_lines(env.database, when.day, gone=everybody or left)
    found = [line for line in people.lines if not left or not line.here or line.person.forgotten_on]
    shown = [
        {
            "name": line.person.name,
            "code": line.person.code,
            "team": line.team.name if line.team else None,
            "team_path": people.path(line.team).split(PATH) if line.team else [],
            "role": line.role.name if line.role else None,
            "since": line.since.isoformat(),
            "left_on": _iso(line.person.ends_on),
            "forgotten_on": _iso(line.person.forgotten_on),
            "hours": line.hours,
            "away_until": line.away.last_day if line.away else None,
            "away": line.away is not None,
        }
        for line in found
    ]
    if as_json:
        answer_json(shown)
        return
    day = env.writing.day
    for one, row in zip(found, shown, strict=True):
        path = people.path(one.team) if one.team else None
        texts = (row["name"], row["code"], path, row["role"])
        parts = [*(str(text) for text in texts if text), env.speech.since(one.since)]
        parts += [f"{one.hours:g} h a week"] if one.hours else []
        parts += [away(one.away, env.speech)] if one.away else []
        parts += [f"left {day(one.person.ends_on)}"] if one.person.ends_on else []
        answer("  ".join(parts))
    for team in people.teams if not left else ():
        if count := people.not_seen.get(team.id):
            answer(f"{team.name}: {people_there(0, count, people.fewest)}")
    if left and not shown:
        raise NothingFound("No one has left.")
    if not shown and not people.not_seen:
        raise NothingFound(
            "No one is in the file yet; import people with: kpitui people import FILE"
        )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


people.add_command(forget_person)
people.add_command(data_of_person)
