"""Whether an evaluator drifts, in words: in the order of names, never a rank."""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from kpitui.domain.chart_words import in_words
from kpitui.domain.evaluator_drift import Drift
from kpitui.domain.numbers import counted, format_number
from kpitui.views.evaluator_drift import SheetDrift
from kpitui.words.spans import Line, Span, line, muted, title
from kpitui.words.speech import Speech

NOTHING = "No one has scored with this call sheet in the last three years."
HOW = "S on a person scores a contact."
NOT_SHOWN = "Those who scored with this call sheet are of other teams, and not shown by person."
_EXPLAINED = (
    "their scores less what others gave the same people. Always stricter is no drift; "
    "a change is. Calibrations do not count."
)
NO_OTHERS = "no one else scored the same people: nothing to compare with"
NO_CHANGE = "no drift"
AS_OTHERS = "as the others"
DASH = "–"


class DriftRow(Struct, frozen=True):
    """An evaluator: how many months can be compared, the difference of the last full one, the mean
    of all, and what is claimed.
    """

    name: str
    months: str
    now: str
    usual: str
    verdict: Span


def heading(found: SheetDrift) -> Line:
    """The sheet, and how many scored with it."""
    shown = f"  {counted(len(found.drifts), 'evaluator')}, by name{not_shown(found)}"
    return line(title(f"Drift of evaluators: {found.sheet.name}"), muted(shown))


def not_shown(found: SheetDrift) -> str:
    """How many are left out, behind what is said of the others; empty for none."""
    return f"; {found.not_shown} of other teams not shown" if found.not_shown else ""


def sheet_listed(found: SheetDrift | None) -> str:
    """The sheet of a list, and how many are left out of it."""
    return f"{found.sheet.name}{not_shown(found)}" if found else ""


def explained(found: SheetDrift) -> str:
    """What is compared, and what would be a drift."""
    return f"Each {found.noun}: {_EXPLAINED}"


def nothing(found: SheetDrift | None) -> str:
    """Why no one is listed."""
    return NOT_SHOWN if found and found.not_shown else NOTHING


def points(value: float | None, speech: Speech) -> str:
    """A difference in points, with its sign."""
    if value is None:
        return DASH
    said = _number(value, speech)
    return f"+{said}" if value > 0 and float(f"{value:.1f}") else said


def _number(value: float, speech: Speech) -> str:
    return format_number(value, 1, "", decimal_comma=speech.writing.decimal_comma)


def row(one: Drift, found: SheetDrift, speech: Speech) -> DriftRow:
    """An evaluator in a line."""
    known = [
        value
        for at, value in enumerate(one.limits.values)
        if value is not None and at != one.limits.unfinished
    ]
    limits = one.limits.current
    usual = limits.mean if limits else sum(known) / len(known) if known else None
    return DriftRow(
        one.name, str(len(known)), points(known[-1] if known else None, speech),
        points(usual, speech), verdict(one, found),
    )  # fmt: skip


def verdict(one: Drift, found: SheetDrift) -> Span:
    """What is claimed, in few words; never of whose making it is where that is not known."""
    if not any(one.compared):
        return muted("not compared")
    if one.limits.current is None:
        return muted(f"too few {found.noun}s")
    change = one.changes.now or one.changes.earlier
    if change is None:
        return muted(NO_CHANGE)
    now = bool(one.changes.now)
    if change.strength == "unusual":
        level = {"high": "unusually high", "low": "unusually low"}.get(change.side, "unusual")
        return Span(level if now else f"{level} earlier", "warning")
    if len(one.others) == 1:
        return Span(f"one of two {'drifts' if now else 'drifted'}", "warning")
    way = {"high": " up", "low": " down"}.get(change.side, "")
    if change.strength == "real":
        return Span(f"{'drifts' if now else 'drifted'}{way}", "warning")
    return Span(f"may {'be drifting' if now else 'have drifted'}{way}", "warning")


def said(one: Drift, found: SheetDrift, speech: Speech) -> Iterator[Line]:
    """What the chart of an evaluator says, a sentence a line."""
    if not any(one.compared):
        yield line(f"{NO_OTHERS[:1].upper()}{NO_OTHERS[1:]}.")
        return
    if one.echoes:
        names = ", ".join(sorted(map(str, one.echoes)))
        yield line(f"It only mirrors {names}, who changed: no drift of their own.")
    else:
        labels = [period.label for period in found.periods]
        told = in_words(
            one.limits, labels, noun=found.noun,
            number=partial(_number, speech=speech), unit="points",
            decimal_comma=speech.writing.decimal_comma,
        )  # fmt: skip
        for each in told:
            yield line(speech.words(f"{each.sentence[:1].upper()}{each.sentence[1:]}."))
    if len(one.others) == 1 and not one.echoes:
        (other,) = one.others
        yield line(muted(f"Beside {other} alone: nothing tells which of the two has changed."))
