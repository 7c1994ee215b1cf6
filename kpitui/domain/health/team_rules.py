"""Rules of teams in teams."""

from collections.abc import Iterator

from kpitui.domain.health.rule import Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.records.dated import live
from kpitui.domain.team_tree import circle_words

TEAM_RULES = Rules()


@TEAM_RULES.rule(
    "D505", Severity.WARNING, "Team under one that ended",
    reason="The figures of a team count for the one it is under. Under one that ended they count "
    "for a team that no one looks at, and are missing where people look for them.",
    example="The site North closed in June; its team Orders moved to South, and still counts for "
        "North.",
    fix="Put the team under another one, or under none (e on People).",
    keys="e",
)  # fmt: skip
def under_ended(plan: Snapshot) -> Iterator[Found]:
    """A live team right below one that is not there today."""
    teams = {team.id: team for team in plan.teams}
    for team in live(plan.teams, plan.today):
        above = teams.get(plan.tree.parent(team.id, plan.today) or 0)
        if above is not None and above.ends_on is not None and above.ends_on <= plan.today:
            yield Found(f"team-{team.id}", team.name, f"{above.name} ended on {above.ends_on}")


@TEAM_RULES.rule(
    "D506", Severity.SERIOUS, "Teams in a circle",
    reason="A team that is under itself, over others, has no top: no figure of it can be counted "
    "for a team above. kpitui lets no one make such a circle; another program did.",
    example="Orders is under North, North under Orders: a script wrote both rows.",
    fix="Put one of the teams under another one, or under none (e on People).",
    keys="e",
)  # fmt: skip
def in_a_circle(plan: Snapshot) -> Iterator[Found]:
    """The first team, by name, of each circle of a day."""
    names = {team.id: team.name for team in plan.teams}
    told: set[int] = set()
    for team in plan.teams:
        circle = plan.tree.circle(team.id, plan.today)
        if circle and not told & {*circle}:
            told |= {*circle}
            words = circle_words([names.get(team_id, "a team") for team_id in circle])
            yield Found(f"team-{team.id}", team.name, words)
