"""Coaching in words on a screen."""

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from kpitui.domain.cells import Cell
from kpitui.domain.metrics import Metric
from kpitui.ui.workplace import Workplace
from kpitui.views.coaching import OpenLine, SessionLine


def open_words(line: OpenLine, workplace: Workplace) -> Content:
    """A follow-up or an action that is due, in a line."""
    text, session = workplace.text, line.of.session
    late = line.due_on is not None and line.due_on < workplace.today()
    what = f"action: {text(line.action.text)}" if line.action else f"follow up {text(_aim(line.of))}".rstrip()
    who = f" ({text(line.action.who)})" if line.action and line.action.who not in ("", line.of.person) else ""
    return Content.assemble(
        ("! " if late else "  ", "$text-warning bold"),
        (f"{workplace.day(line.due_on)}  ", "dim"),
        (text(line.of.person), "bold"),
        f"  {what}{who}",
        (f"  {session.kind.value} {workplace.day(session.date)} by {text(session.coach)}", "dim"),
    )


def _aim(line: SessionLine) -> str:
    return line.session.agreed or line.about


def effect_words(effect: Sequence[str], workplace: Workplace) -> list[Content]:
    """What a session did, a line a sentence."""
    return [Content.assemble(("  effect: ", "dim"), workplace.words(sentence)) for sentence in effect]


def session_words(line: SessionLine, workplace: Workplace, effect: Sequence[str] = ()) -> list[Content]:
    """A session in a few lines: when, what kind and about what, seen, agreed, readings, effect, acknowledged."""
    text, session = workplace.text, line.session
    readings = ", ".join(f"{metric.name} {_value(metric, cell, workplace)}" for metric, cell in line.readings)
    done = "; ".join(f"{one.text} ({workplace.day(one.done_on)})" for one in session.actions if one.done_on)
    followed = workplace.day(session.followed_up_on)
    said = (
        ("seen", session.seen), ("agreed", session.agreed), ("readings", readings), ("done", done),
        ("followed up", followed),
    )  # fmt: skip
    lines = [session_head(line, workplace)]
    lines += [Content.assemble((f"  {what}: ", "dim"), text(words)) for what, words in said if words]
    lines += effect_words(effect, workplace)
    if session.acknowledged_at is not None:
        by = f" by {text(session.acknowledged_by)}" if session.acknowledged_by else ""
        lines.append(Content.styled(f"  acknowledged {workplace.day_of(session.acknowledged_at)}{by}", "dim"))
    return lines


def session_head(line: SessionLine, workplace: Workplace) -> Content:
    """When, what kind, how long, about what, and whose session it was."""
    text, session = workplace.text, line.session
    length = f", {session.minutes} min" if session.minutes else ""
    about = f" about {text(line.about)}" if line.about else ""
    return Content.assemble(
        (f"{workplace.day(session.date)} {session.kind.value}", "bold"),
        f"{length}{about}",
        (f"  by {text(session.coach)}", "dim"),
    )


def _value(metric: Metric, cell: Cell, workplace: Workplace) -> str:
    return "does not apply" if cell.not_applicable else workplace.value(cell.shown(metric), metric)


def action_words(line: OpenLine, workplace: Workplace) -> Content:
    """An action or the follow-up of a session, open."""
    text, today = workplace.text, workplace.today()
    mark = "!" if _late(line.due_on, today) else "o"
    what = f"{text(line.action.text)} ({text(line.action.who)})" if line.action else "follow up"
    return Content.assemble(
        (f"  {mark} ", "$text-warning bold" if mark == "!" else "bold"),
        what,
        (f"  due {workplace.day(line.due_on)}" if line.due_on else "", "dim"),
    )


def _late(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today
