"""The command `people forget`: a person's name and every text about them go from the file."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec.structs import asdict

from kpitui import paths
from kpitui.actions.forgetting import (
    Forgotten,
    Going,
    OwnFolders,
    cleaning,
    finish,
    forget,
    going,
    look_again,
    require_no_name,
)
from kpitui.cli.context import (
    Environment,
    answer_json,
    answer_words,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.cli.people_data import draft_folders
from kpitui.domain.errors import Refused, WrongUsage
from kpitui.domain.numbers import counted
from kpitui.domain.records.person import Person
from kpitui.views.forgotten import due_to_be_forgotten
from kpitui.views.lookup import find_person_ever

FELT = 2
"""Seconds in which others cannot save that are said before."""
TEXT_SHOWN = 60
"""Characters of a text that a line shows."""
_MANY = {
    "focus": "focus", "strategy": "strategies", "priority": "priorities",
    "team of an account": "teams of an account",
}  # fmt: skip
_STEP = re.compile(r"\d+[dwmy]", re.ASCII)


@click.command("forget")
@db_option
@json_option
@click.option("--why", default="", metavar="TEXT", help="Reason; it stays in the history.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--left-before", "left_before", metavar="DATE",
    help="Everyone who left before this day, or so long ago: 2y, 18m.",
)  # fmt: skip
@click.argument("name", nargs=-1)
def forget_person(
    db: Path | None, as_json: bool, why: str, yes: bool, left_before: str | None,
    name: tuple[str, ...],
) -> None:  # fmt: skip
    """Forget the person NAME: name, code and every text about them go for good; their readings
    stay in the sums under a pseudonym.

    Then the file is searched for what was erased, and every place where it still stands is listed.
    """
    env = open_environment(db)
    if bool(name) == bool(left_before):
        raise click.UsageError("Say who: kpitui people forget NAME, or --left-before 2y.")
    if left_before:
        _forget_leavers(env, left_before, why, yes, as_json)
        return
    typed = " ".join(name)
    for stands in finish(env.database, env.actor):
        talk(f"Finished erasing {stands}: the file is written again and its log is cut.")
        folders = _own_folders(env)
        left = look_again(env.database, [typed], folders)
        _say_left([Forgotten(stands, 0, 0, left)], folders.drafts, as_json)
        return
    person = find_person_ever(env.database, env.actor, typed)
    expected = going(env.database, env.actor, person, _own_folders(env), why)
    if not yes:
        _ask(expected)
    _say_left(_forgotten(env, [person], why), _own_folders(env).drafts, as_json)


def _forget_leavers(env: Environment, before: str, why: str, yes: bool, as_json: bool) -> None:
    when = f"-{before}" if _STEP.fullmatch(before.strip()) else before
    day = env.moment(when, "--left-before").day
    for stands in finish(env.database, env.actor):
        talk(f"Finished erasing {stands}.")
    found = due_to_be_forgotten(env.database, day)
    if not found:
        # A nightly job has nothing to do on most nights.
        talk(f"No one who left before {env.day(day)} is still to be forgotten.")
        _say_left([], (), as_json)
        return
    require_no_name(env.database, found, why)
    if not yes:
        for one in found:
            talk(f"  {one.name}" + (f", left {env.day(one.ends_on)}" if one.ends_on else ""))
        _require_yes(f"Forget these {len(found)}?")
    ready, refused = [], False
    for person in found:
        try:
            going(env.database, env.actor, person, _own_folders(env))
        except Refused as error:
            talk(error.sentence)
            refused = True
        else:
            ready.append(person)
    done = _forgotten(env, ready, why) if ready else []
    _say_left(done, _own_folders(env).drafts, as_json)
    if refused:
        sys.exit(Refused.exit_code)


def _forgotten(env: Environment, people: Sequence[Person], why: str) -> list[Forgotten]:
    _say_cleaning(env)
    return forget(env.database, env.actor, people, _own_folders(env), why)


def _say_cleaning(env: Environment) -> None:
    """Say before it begins what others feel of it, where they would."""
    found = cleaning(env.database, env.actor)
    if found.seconds >= FELT:
        what = "save" if found.can_read else "read or save"
        on = "; reading goes on" if found.can_read else ""
        talk(
            f"The file is written again now, which takes about {found.seconds} s: until then no "
            f"one else can {what}{on}."
        )


def _own_folders(env: Environment) -> OwnFolders:
    return OwnFolders(draft_folders(env), paths.copies())


def _without_owner(expected: Going) -> str:
    """What has no owner afterwards, and how to give it one."""
    return (
        f"No one takes over what is theirs: {', '.join(expected.owned)}. To hand it over first: "
        f'kpitui people leave "{expected.person.name}" --to NAME'
    )


def _ask(expected: Going) -> None:
    person = expected.person
    if not sys.stdin.isatty():
        theirs = _counted(expected.rows) or "in the history alone"
        raise WrongUsage(
            f"Forgetting {person.name} ({theirs}) cannot be undone; nothing was done: add --yes "
            "where no one can be asked."
        )
    called = [name for name in expected.names if name != person.name]
    also = f" (also {', '.join(called)})" if called else ""
    talk(f"To forget: {person.name}{also}. This cannot be undone.")
    if expected.rows:
        talk(f"Theirs: {_counted(expected.rows)}. Names, codes and texts in them go, figures stay.")
    else:
        talk("They were taken out of the file; their name in the history goes.")
    if expected.named:
        talk(f"Their name is replaced in: {_counted(expected.named)}.")
    if expected.drafts:
        talk(f"Unsaved drafts about them on this machine go: {expected.drafts}.")
    if expected.owned:
        talk(_without_owner(expected))
    copies = expected.copies
    for copy in (*copies.to_search, *copies.packed, *copies.missing):
        talk(f"A copy keeps what it holds of them: {copy}")
    _require_yes(f"Forget {person.name} for good?")


def _counted(rows: dict[str, int]) -> str:
    return ", ".join(counted(count, what, _MANY.get(what, "")) for what, count in rows.items())


def _require_yes(question: str) -> None:
    if not sys.stdin.isatty():
        raise WrongUsage("Nothing was done; add --yes where no one can be asked.")
    if not click.confirm(question, err=True):
        raise Refused("Nothing was done.")


def _places(one: Forgotten) -> Iterator[str]:
    """Where something still stands, a line each; of a copy one line says how much."""
    for left in (left for left in one.left if left.copy is None):
        first = f", first: {left.example}" if left.example else ""
        yield f"- {left.kind} {_quoted(left.text)} in {left.where}: {left.count}{first}"
    in_copies: dict[str, list[str]] = {}
    for left in one.left:
        if left.copy is not None:
            in_copies.setdefault(left.copy, []).append(left.text)
    for copy, (text, *others) in in_copies.items():
        more = f" and {counted(len(others), 'other text')}" if others else ""
        yield f"- {_quoted(text)}{more} in the copy {copy}, as it was: keep it, or delete it"


def _not_searched(one: Forgotten) -> Iterator[str]:
    yield from (f"- not searched, as it is packed: {copy}" for copy in one.packed)
    yield from (f"- not searched, as it cannot be read now: {copy}" for copy in one.missing)
    yield from (
        f"- drafts that cannot be read or written here, so they are not cleared: {file}"
        for file in one.unread
    )


def _kinds_of_places(one: Forgotten) -> str:
    """How many of the places say who it was; empty where there are none."""
    here = [left for left in one.left if left.copy is None]
    names = sum(1 for left in here if left.is_name)
    copies = len({left.copy for left in one.left} - {None})
    found = (
        (names, "of a name or code"), (copies, "in a copy of the file"),
        (len(here) - names, "of a remark that stands elsewhere too"),
    )  # fmt: skip
    said = [f"{count} {'is' if count == 1 else 'are'} {what}" for count, what in found if count]
    return f"Of these {', '.join(said)}." if said else ""


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= TEXT_SHOWN else text[:TEXT_SHOWN] + '…'}”"


def _say_left(done: Sequence[Forgotten], drafts: Sequence[Path], as_json: bool) -> None:
    if as_json:
        answer_json([asdict(forgotten) for forgotten in done])
        return
    for forgotten in done:
        if forgotten.erased:
            answer_words(
                f"Now called: {forgotten.stands}. {counted(forgotten.erased, 'text')} erased"
                + (f", and {counted(forgotten.drafts, 'draft')}" if forgotten.drafts else "")
            )
        if forgotten.owned:
            owned = ", ".join(forgotten.owned)
            answer_words(f"Without an owner now, as kpitui check says (K216): {owned}")
        places = list(_places(forgotten))
        answer_words(
            "Searched in UTF-8 and UTF-16: the file, its -wal, -shm and -journal, the copies "
            "beside it and those that kpitui backup made for this account, and the drafts in "
            f"{' and '.join(map(str, drafts))}. "
            f"Still found: {counted(len(places), 'place') if places else 'nothing'}"
        )
        if places:
            answer_words(_kinds_of_places(forgotten))
        for line in places:
            answer_words(line)
    for line in _not_searched(done[0]) if done else ():
        answer_words(line)
    if done:
        talk(
            "Copies that other accounts or programs made elsewhere, and drafts of other accounts "
            "of this machine, are not known to kpitui; those of a gate with a --home of its own "
            f"are, where {paths.config_file()} names it: home under [gate]. A draft "
            "that is not known loses what it holds about them when its session is open."
        )
