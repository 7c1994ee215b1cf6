"""What an import asks before it takes anything, as far as plan and readings tell."""

from collections.abc import Iterator, Sequence

from kpitui.actions.import_names import ImportNames, NameDoubt
from kpitui.actions.import_report import SHOWN, some
from kpitui.domain.import_answers import Asked, ImportAnswers, ImportQuestion
from kpitui.domain.numbers import counted, plain_number
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.same_names import id_like
from kpitui.domain.total_rows import names_no_one
from kpitui.domain.value_parsing import format_range, format_value
from kpitui.storage.staged_again import Again
from kpitui.storage.staging import Implausible

FEW, SURE = 20, 5000
"""Fewer new people than this are no column of ids; of more than so many no more are looked at."""


def about_totals(names: ImportNames, answers: ImportAnswers, count: int) -> list[ImportQuestion]:
    """Whether lines that add others up are left out; `count` is how many there are."""
    if not count or answers.totals is not None or answers.yes:
        return []
    called = tuple(dict.fromkeys(name for _, name in names.totals))
    no_one = [name for name in called if names_no_one(name)]
    what = f"{counted(count, 'line adds', 'lines add')} others up"
    if no_one:
        what = f"{counted(count, 'line is', 'lines are')} of no one"
        what += " or add others up" if len(no_one) < len(called) else ""
    return [
        ImportQuestion(
            Asked.TOTALS,
            f"{what} ({some(called, len(called))}); such lines are left out, or kept as if that "
            "was a name.",
            ("skip", "keep"),
            "skip",
            called[:SHOWN],
        )
    ]


def about_no_person(
    count: int, lines: Sequence[int], metrics: Sequence[str]
) -> list[ImportQuestion]:
    """Whether readings of no person are left out where others of their metric are of one."""
    return [
        ImportQuestion(
            Asked.NO_PERSON,
            f"{counted(count, 'line names', 'lines name')} no person, while other lines of "
            f"{some(metrics, len(metrics))} do: leave such values out, or keep them as those of "
            "the team or organisation, in place of the sum of its people?",
            ("skip", "keep"),
            "skip",
            tuple(f"line {line}" for line in lines),
        )
    ]


def about_teams(count: int, examples: Sequence[str]) -> ImportQuestion:
    """Whether people are in the teams of their lines, though some are in several at once."""
    stand = "person stands" if count == 1 else "people stand"
    return ImportQuestion(
        Asked.TEAMS,
        f"{count:,} {stand} in two teams on one day, or in one team after another: is the team of "
        "a line that of the person, who moves there, or that of the call, and no one moves?",
        ("person", "call"),
        "call",
        tuple(examples),
    )


def left_out(names: ImportNames, lines: list[str], count: int) -> Iterator[str]:
    """That lines which add others up were left out; `lines` are the first of so many."""
    no_one = any(names_no_one(name) for _, name in names.totals)
    one, many = (f" or {are} of no one" if no_one else "" for are in ("is", "are"))
    if count:
        were = counted(
            count,
            f"line that adds others up{one} was",
            f"lines that add others up{many} were",
        )
        yield f"{were} left out: {some(lines, count)}."


def about_names(names: ImportNames, answers: ImportAnswers) -> list[ImportQuestion]:
    """Whether names are those of someone who is there; those that surely are, with a default."""
    return about_doubts(names.in_doubt)


def about_doubts(in_doubt: Sequence[NameDoubt]) -> list[ImportQuestion]:
    """The same about the names of these doubts."""
    found = []
    for sure in (True, False):
        doubts = [doubt for doubt in in_doubt if doubt.sure == sure]
        if not doubts:
            continue
        may_be = "are most likely" if sure else "may be"
        what = counted(len(doubts), "name", "names")
        found.append(
            ImportQuestion(
                Asked.MATCH,
                f"{what} {may_be if len(doubts) > 1 else may_be.replace('are', 'is')} "
                f"{'one that is' if len(doubts) == 1 else 'ones that are'} known already: "
                f"{some([_pair(doubt) for doubt in doubts], len(doubts))}.",
                ("same", "new"),
                "same" if sure else "",
                tuple(_pair(doubt) for doubt in doubts[:SHOWN]),
            )
        )
    return found


def _pair(doubt: NameDoubt) -> str:
    return f"“{doubt.name}” = {' or '.join(doubt.like[:4])}"


def are_surely_ids(names: ImportNames, answers: ImportAnswers, lines: int) -> bool:
    """Whether so many lines have shown already that `about_ids` will ask."""
    count = names.new_ones.count("people")
    return answers.match != "new" and count >= SURE and count >= 0.9 * lines


def about_ids(names: ImportNames, answers: ImportAnswers, lines: int) -> list[ImportQuestion]:
    """Whether a column of people holds ids: someone new in nearly every line."""
    new = names.new_ones.names("people")
    if answers.match == "new" or len(new) < FEW or len(new) < 0.9 * lines:
        return []
    if not id_like(new) and len(new) < 1000:
        return []
    return [
        ImportQuestion(
            Asked.MATCH,
            f"{counted(len(new), 'new person', 'new people')} in {counted(lines, 'line')}: that "
            "column looks like the ids of calls or cases, not like people.",
            ("new",),
            "",
            tuple(new[:SHOWN]),
        )
    ]


def about_days(again: Again) -> list[ImportQuestion]:
    """How several lines of one metric, subject and day become one reading."""
    count = again.same + again.other
    return [
        ImportQuestion(
            Asked.ADD_UP,
            f"{counted(count, 'reading has', 'readings have')} the metric, subject and day of "
            "another one, as a log of calls or answers has: say what becomes of them, their mean "
            "(with n), their sum, how many there are, or the share of yes. Nothing comes in until "
            "then.",
            ("mean", "sum", "count", "yes"),
            "",
            tuple(
                f"line {line}" for line in sorted({*again.other_lines, *again.same_lines})[:SHOWN]
            ),
        )
    ]


def about_range(
    count: int, first: Sequence[Implausible], metrics: dict[int, Metric]
) -> list[ImportQuestion]:
    """Whether values outside the plausible range of their metric are taken."""
    examples = tuple(_outside(line, metrics[one], value) for line, one, value in first)
    are = "value is" if count == 1 else "values are"
    return [
        ImportQuestion(
            Asked.IMPLAUSIBLE,
            f"{count:,} {are} outside the valid range of the metric: {some(examples[:3], count)}.",
            ("take", "skip"),
            "",
            examples,
        )
    ]


def _outside(line: int, metric: Metric, value: float) -> str:
    good = format_range(Range(low=metric.plausible_low, high=metric.plausible_high), metric)
    shown = plain_number(value, digits=10)
    if metric.unit in ("m:ss", "h:mm:ss"):
        shown = format_value(value, metric)
    return f"{metric.name} {shown} (valid {good}) in line {line}"
