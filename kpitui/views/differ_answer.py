"""The answer of `differ --json`."""

from msgspec import Struct

from kpitui.domain.differ import Comparison
from kpitui.domain.numbers import rounded
from kpitui.views.differ import Differ, DifferGroup, DifferLine


class DifferLineAnswer(Struct, frozen=True, kw_only=True):
    """A person or a team; value, size and limits are null with too few periods. `differs` is
    higher, lower or null, `mark` better, worse, or unusual where neither is better. With
    `other_standard` they are not compared, as too few are held to the same.
    """

    id: int
    name: str
    periods: int
    value: float | None
    size: float | None
    lower: float | None
    upper: float | None
    differs: str | None
    mark: str | None
    other_standard: bool


class GroupAnswer(Struct, frozen=True, kw_only=True):
    """The teams (`of` is teams), or the people of a team (null: of none). `limits` is band, or
    funnel; `sigma` is that of one period of a band; `overdispersion` and `tau` are those of a
    funnel, `sigma_z` of one of fewer than 6. What was not compared is null; `apart` are the ids of
    those so far off that `centre` is that of the others.
    The standard is that of all of them, where people of the team have different ones.
    """

    of: str
    team: str | None
    standard_low: float | None
    standard_high: float | None
    limits: str | None
    centre: float | None
    sigma: float | None
    overdispersion: float | None
    tau: float | None
    sigma_z: float | None
    apart: list[int]
    lines: list[DifferLineAnswer]


def differ_answer(differ: Differ) -> dict[str, object]:
    """The comparison for programs: teams first, then the people of each."""
    return {
        "metric": differ.metric.name,
        "unit": differ.metric.unit,
        "direction": differ.metric.direction.value,
        "by": differ.by.value,
        "periods": [period.label for period in differ.periods],
        "groups": [_group(group) for group in differ.groups],
    }


def _group(group: DifferGroup) -> GroupAnswer:
    found = group.comparison
    funnel = found.funnel if found else None
    return GroupAnswer(
        of="teams" if group.of_teams else "people",
        team=group.team.name if group.team else None,
        standard_low=group.level.low if group.level else None,
        standard_high=group.level.high if group.level else None,
        limits=_kind(found),
        centre=rounded(found.centre if found else None),
        sigma=rounded(found.sigma if found else None),
        overdispersion=rounded(found.overdispersion if found else None),
        tau=rounded(funnel.tau if funnel else None),
        sigma_z=rounded(found.sigma_z if found else None),
        apart=[
            line.id
            for line in group.lines
            if found and line.compared and line.compared.key in found.apart
        ],
        lines=[_line(line) for line in group.lines],
    )


def _kind(found: Comparison | None) -> str | None:
    if found is None:
        return None
    return "funnel" if found.funnel else "band"


def _line(one: DifferLine) -> DifferLineAnswer:
    held = one.compared
    return DifferLineAnswer(
        id=one.id,
        name=one.name,
        periods=one.periods,
        value=rounded(held.value if held else None),
        size=rounded(held.size if held else None),
        lower=rounded(held.lower if held else None),
        upper=rounded(held.upper if held else None),
        differs={"high": "higher", "low": "lower"}[held.side] if held and held.side else None,
        mark=one.mark.value if one.mark else None,
        other_standard=one.other is not None,
    )
