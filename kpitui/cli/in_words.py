"""What the commands that read words share: strict options, and what becomes of a day that has a
reading already.
"""

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from kpitui.cli.context import Environment, talk
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.entry_words import already_in_words, doubt, reading_draft, twice_in_words
from kpitui.domain.errors import BadData, WrongUsage, nothing_saved
from kpitui.domain.first_few import and_more
from kpitui.domain.same_day import Placed, place_of, placed
from kpitui.views.same_day import load_same_day
from kpitui.views.usual import load_usual

NUMBERS_BELOW_0 = {"ignore_unknown_options": True}
"""Settings without which click itself would take `-5` for an option; `InWords` looks at
the others.
"""

_OPTION = re.compile(r"--|-[^\W\d_]")
_ANSWERS = re.compile(r"-[yn0-9-]{2,}(\s.*)?", re.DOTALL)
"""Answers of a call sheet, of which the first does not apply; no option is written so."""

CommandT = TypeVar("CommandT", bound=Callable[..., Any])

SHOWN = 3
"""So many of the readings that stand already are told."""


class InWords(click.Command):
    """A command of words, in which `-`, `-5` and `-3d` are words, and what else begins like an
    option is one.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; raises click's `NoSuchOption` for one that is none."""
        rest = super().parse_args(ctx, args)
        known = [
            name for param in self.get_params(ctx) for name in param.opts if name.startswith("--")
        ]
        for word in ctx.params.get("words") or ():
            if not _ANSWERS.fullmatch(word) and _OPTION.match(word):
                from difflib import get_close_matches  # for slips only

                name = word.split(maxsplit=1)[0].partition("=")[0]
                raise click.NoSuchOption(
                    name, possibilities=get_close_matches(name, known), ctx=ctx
                )
        return rest


def same_day_options(command: CommandT) -> CommandT:
    """`--replace` and `--add`, as two switches."""
    replace = click.option("--replace", is_flag=True, help="Replace what is recorded for that day.")
    add = click.option("--add", is_flag=True, help="Add it to what is recorded for that day.")
    return replace(add(command))


def placed_readings(
    entries: Sequence[Understood], env: Environment, *, replace: bool, add: bool
) -> list[Placed | None]:
    """What becomes of each entry; raises `BadData` where a day has a reading already and neither
    option is given.
    """
    if replace and add:
        raise WrongUsage("Use --replace or --add, not both.")
    drafts = [reading_draft(entry) for entry in entries]
    standing = [
        [reading.recorded for reading in found] for found in load_same_day(env.database, drafts)
    ]
    if not replace and not add:
        comma = env.config.decimal_comma
        told = [
            already_in_words(entry, others, decimal_comma=comma)
            for entry, others in zip(entries, standing, strict=True)
            if others
        ]
        places = [place_of(draft) for draft in drafts]
        told += [
            twice_in_words(one)
            for number, one in enumerate(entries)
            if places[number] in places[:number]
        ]
        _require_none(told)
    return placed(drafts, standing, replaces=True if replace else False if add else None)


def _require_none(told: Sequence[str]) -> None:
    if told:
        said = (
            f"{and_more(told, SHOWN, '; ')}: use --replace for the new value instead of the "
            "old, or --add to keep both."
        )
        raise nothing_saved(BadData(said))


def ask_about_doubtful(entries: list[Understood], env: Environment) -> list[str]:
    """Ask once about each value that no one would expect; what is to be said once they are
    recorded. Raises `BadData` where one is not to be kept.
    """
    kept: list[str] = []
    usual = load_usual(env.database, entries, env.moment(None))
    for one, limits in zip(entries, usual, strict=True):
        asked = doubt(one, limits, decimal_comma=env.config.decimal_comma)
        if not asked:
            continue
        if not sys.stdin.isatty():
            if one.metric.plausible(one.cell.shown(one.metric) or 0.0):
                # What is unusual may well be the signal that everyone waits for; a program cannot
                # be asked.
                kept.append(f"{asked}; recorded anyway.")
                continue
            raise nothing_saved(BadData(f"{asked}; add --yes to keep it."))
        talk(f"{asked}.")
        if not click.confirm("Keep it?", err=True):
            raise nothing_saved(BadData("You chose not to keep it."))
    return kept
