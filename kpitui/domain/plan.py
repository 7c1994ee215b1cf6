"""Which standard holds for someone on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.standard import Standard
from kpitui.domain.team_tree import TeamTree

ScopeKey = tuple[int, int | None]
"""Some people: how specific that is, and the id of the person, the role or the team;
no one's of everyone.
"""


def scopes_of(
    tree: TeamTree, day: date, *, person_id: int | None, role_id: int | None, team_id: int | None
) -> tuple[ScopeKey, ...]:
    """The scopes that someone is in on a day, the most specific first: person, role, team, the
    teams above it, everyone. With all three left out that of everyone alone.
    """
    teams = ((1, team) for team in tree.with_above(team_id, day))
    return (3, person_id), (2, role_id), *teams, (0, None)


def scopes_held(standards: Iterable[Standard], day: date) -> frozenset[ScopeKey]:
    """The scopes for which one of the standards has a level on a day."""
    return frozenset(standard.scope for standard in standards if target_on(standard.levels, day))


class Expectations:
    """The standards of one metric, found by who they are for; `tree` says which team is under
    which.
    """

    def __init__(self, standards: Iterable[Standard], tree: TeamTree) -> None:
        self._by_scope = {standard.scope: standard for standard in standards}
        self.tree = tree

    @property
    def levels(self) -> list[Target]:
        """Every dated level of theirs."""
        return [level for standard in self._by_scope.values() for level in standard.levels]

    def of(self, scopes: Iterable[ScopeKey], day: date) -> tuple[Standard, Target] | None:
        """The standard that holds for someone on a day: the most specific with a level
        that day wins.
        """
        for scope in scopes:
            standard = self._by_scope.get(scope)
            if standard is None:
                continue
            level = target_on(standard.levels, day)
            if level is not None:
                return standard, level
        return None


def standards_by_metric(standards: Iterable[Standard]) -> Mapping[int, list[Standard]]:
    """The standards of each metric; none for a metric without."""
    found: dict[int, list[Standard]] = defaultdict(list)
    for standard in standards:
        found[standard.metric_id].append(standard)
    return found


def expectation(
    standards: Iterable[Standard],
    day: date,
    tree: TeamTree,
    *,
    person_id: int | None,
    role_id: int | None,
    team_id: int | None,
) -> tuple[Standard, Target] | None:
    """The standard of one metric that holds for someone on a day: the most specific wins.

    Leave all three out for what is expected of everyone. Standards of other people, roles and
    teams do not count; those of the teams above theirs do.
    """
    scopes = scopes_of(tree, day, person_id=person_id, role_id=role_id, team_id=team_id)
    return Expectations(standards, tree).of(scopes, day)
