"""Forms of the chain: mission, priorities, strategies, and the end of one."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.actions.plan import Learned
from kpitui.domain.activity_entry import typed_activities
from kpitui.domain.fields import Texts
from kpitui.domain.plan_drafts import read_goal, read_mission
from kpitui.domain.records.detail import DATES
from kpitui.domain.records.goal import Goal, GoalDraft, Priority, Strategy
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.mission import Mission, MissionDraft
from kpitui.domain.records.team import Team
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.advice import Around, advice, rules_of_goal
from kpitui.ui.forms.form import Field, Form, Help, by_key, fields_of


def mission_form(mission: Mission | None, context: AppContext) -> Form[MissionDraft]:
    """The first mission, or a new one in place of the old, which asks for a reason."""
    asked = by_key(fields_of(MissionDraft, None, context))
    if mission is None:
        del asked["reason"]
    else:
        asked["statement"] = replace(asked["statement"], value=mission.statement)
    return Form(
        "mission",
        "Change the mission" if mission else "The mission",
        tuple(asked.values()),
        lambda texts: read_mission(context.reader(texts), first=mission is None),
    )


class GoalOffers(Struct, frozen=True):
    """What a strategy can name: the metrics that guard it, the teams of its activities."""

    metrics: Sequence[Metric] = ()
    teams: Sequence[Team] = ()


NO_OFFERS = GoalOffers()


def goal_form(
    kind: str,
    goal: Priority | Strategy | None,
    context: AppContext,
    around: Around,
    below: str = "",
    offers: GoalOffers = NO_OFFERS,
) -> Form[GoalDraft]:
    """A priority or a strategy, new or as it is; `around` is what its dates have to fit, `offers`
    what a strategy can name.
    """
    fields = fields_of(Goal, goal, context)
    kept = goal.activities if isinstance(goal, Strategy) else ()
    if kind == "strategy":
        *others, description = fields
        names = {team.id: team.name for team in offers.teams}
        activities = Field(
            "activities", "Activities", typed_activities(kept, names, context.writing),
            "training; role-play @2027-01-11 @Orders: its first day, its teams",
        )  # fmt: skip
        fields = (*others, activities, _guards(goal, offers.metrics), description)
    title = f"Edit {kind}" if goal else f"New {kind}" + (f" of: {below}" if below else "")
    key = f"{kind}-{goal.id if goal else 'new-' + below}"

    def helped(texts: Texts) -> Help:
        ends_on = goal.ends_on if goal else None
        return Help(advice=advice(rules_of_goal(context.reader(texts), ends_on, around)))

    def read(texts: Texts) -> GoalDraft:
        return read_goal(context.reader(texts), offers.metrics, offers.teams, kept)

    return Form(key, title, fields, read, help=helped)


def _guards(goal: Priority | Strategy | None, metrics: Sequence[Metric]) -> Field:
    names = {metric.id: metric.name for metric in metrics}
    guards = goal.guard_ids if isinstance(goal, Strategy) else ()
    kept = ", ".join(names[guard] for guard in guards if guard in names)
    hint = "metrics that must not get worse, separated by commas"
    return Field("guards", "Guards", kept, hint, tuple(names.values()))


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
    context: AppContext,
) -> Form[Ending]:
    """The end of something: what ends with it is shown first; `strategies` are id, title, and how
    its KPIs moved.
    """
    several = len(strategies) > 1

    def read(texts: Texts) -> Ending:
        reader = context.reader(texts)
        on = reader.day("on")
        learned = [
            (id_, Learned(reader.name(f"verdict-{id_}", 10_000), moved))
            for id_, _, moved in strategies
        ]
        why = reader.optional("why")
        reader.done()
        return Ending(on, why, tuple(learned))

    fields = [Field("on", "Ends on", "today", f"first day it no longer applies: {DATES}")]
    for id_, name, _ in strategies:
        fields.append(
            Field(
                f"verdict-{id_}",
                "What we learned",
                hint=f"of: {name}" if several else "how it went",
            )
        )
    if not strategies:
        fields.append(Field("why", "Why", hint="optional"))
    return Form(key, title, tuple(fields), read, tuple(intro))
