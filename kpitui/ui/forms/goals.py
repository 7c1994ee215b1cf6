"""Forms of the chain: mission, priorities, strategies, and the end of one."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.actions.plan import Learned
from kpitui.domain.fields import Texts
from kpitui.domain.plan import Mission, Priority, Strategy
from kpitui.domain.plan_drafts import GoalDraft, MissionDraft, read_goal, read_mission
from kpitui.ui.forms.form import DATES, Field, Form
from kpitui.ui.workplace import Workplace


def mission_form(mission: Mission | None, workplace: Workplace) -> Form[MissionDraft]:
    """The first mission, or a new one in place of the old, which asks for a reason."""
    fields: tuple[Field, ...] = (
        Field("statement", "Mission", mission.statement if mission else "", "why we exist, in one sentence"),
    )
    if mission is not None:
        fields += (Field("reason", "Why it changes", hint="stays in the history"),)
    return Form(
        "mission",
        "Change the mission" if mission else "The mission",
        (*fields, Field("starts_on", "From", "today", DATES)),
        lambda texts: read_mission(workplace.reader(texts), first=mission is None),
    )


def goal_form(kind: str, goal: Priority | Strategy | None, workplace: Workplace, below: str = "") -> Form[GoalDraft]:
    """A priority or a strategy, new or as it is."""
    fields: tuple[Field, ...] = (
        Field("title", "Title", goal.title if goal else ""),
        Field("owner", "Owner", goal.owner if goal else "", "who answers for it"),
        Field("starts_on", "From", workplace.day(goal.starts_on) if goal else "today", DATES),
        Field("planned_until", "Planned until", workplace.day(goal.planned_until) if goal else "", "may stay empty"),
    )
    if kind == "strategy":
        done = "; ".join(goal.activities) if isinstance(goal, Strategy) else ""
        fields += (Field("activities", "Activities", done, "apart by ;  such as training; role-play"),)
    fields += (Field("description", "In words", goal.description if goal else ""),)
    title = f"Edit {kind}" if goal else f"New {kind}" + (f" of: {below}" if below else "")
    key = f"{kind}-{goal.id if goal else 'new-' + below}"
    return Form(key, title, fields, lambda texts: read_goal(workplace.reader(texts)))


class Ending(Struct, frozen=True):
    """When something ends, why, and what was learned from each strategy that ends with it."""

    on: date
    why: str = ""
    learned: tuple[tuple[int, Learned], ...] = ()


def ending_form(
    key: str,
    title: str,
    intro: Sequence[str],
    strategies: Sequence[tuple[int, str, str]],
    workplace: Workplace,
) -> Form[Ending]:
    """The end of something: what ends with it is shown first; `strategies` are id, title, and how its KPIs moved."""
    several = len(strategies) > 1

    def read(texts: Texts) -> Ending:
        reader = workplace.reader(texts)
        on = reader.day("on")
        learned = [(id_, Learned(reader.name(f"verdict-{id_}", 10_000), moved)) for id_, _, moved in strategies]
        why = reader.optional("why")
        reader.done()
        return Ending(on, why, tuple(learned))

    fields = [Field("on", "Ends on", "today", f"the first day without it: {DATES}")]
    for id_, name, _ in strategies:
        fields.append(Field(f"verdict-{id_}", "What we learned", hint=f"of: {name}" if several else "the verdict"))
    if not strategies:
        fields.append(Field("why", "Why", hint="may stay empty"))
    return Form(key, title, tuple(fields), read, tuple(intro))
