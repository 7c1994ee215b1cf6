"""The page of a team: which it is, and what its columns and marks stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.domain.numbers import counted
from kpitui.domain.within import fewer_than, is_small
from kpitui.words.person import NOTHING_EXPECTED, expected_in_brief
from kpitui.words.spans import Line, line, mark, muted, title
from kpitui.words.standards import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kpitui.views.expectations import Expectation
    from kpitui.views.team import TeamPage
    from kpitui.words.speech import Speech

NOT_EXPECTED = "-"


SEEN_AS_A_TEAM = "Another team is seen as a team: on the Board, in charts and in reports."
TOO_SMALL = "Another team so small is not shown, but for what was recorded of the team itself."


def people_counted(count: int) -> str:
    """How many people."""
    return counted(count, "person", "people")


def people_there(seen: int, not_seen: int, fewest: int, more: str = "") -> str:
    """How many people a group has, with `more` of how, and how many of them one sees; of others
    that are too few only that.
    """
    if not seen and is_small(not_seen, fewest):
        return f"{fewer_than(fewest)}{more}"
    yours = f", {seen} of them yours" if seen and not_seen else ""
    return f"{people_counted(seen + not_seen)}{more}{yours}"


def head(page: TeamPage, speech: Speech) -> Iterator[Line]:
    """Its name, since when it is there with how many people, and when it ended."""
    people = people_there(len(page.rows), page.not_seen, page.fewest)
    yield line(title(page.team.name))
    yield line(f"team {speech.since(page.team.starts_on)}, {people}")
    if page.path:
        yield line(muted(page.path))
    yield from below(page)
    if page.team.ends_on and page.as_of.day < page.team.ends_on <= page.as_of.today:
        yield line(f"ended {speech.day(page.team.ends_on)}; shown as it was then")
    if page.not_seen:
        yield line(muted(seen_as(page)))
    if page.rows and not page.metrics:
        yield line(muted(NOTHING_EXPECTED))


def seen_as(page: TeamPage) -> str:
    """How a team is seen by who sees not all of its people."""
    return TOO_SMALL if page.too_small else SEEN_AS_A_TEAM


def below(page: TeamPage) -> Iterator[Line]:
    """Which teams are right below it, and how many people it has with all below."""
    if page.below:
        count = counted(len(page.below), "team")
        people = people_there(*page.in_all, page.fewest, " in all")
        yield line(f"{count} below: {', '.join(page.below)}; {people}")


def marks_said() -> str:
    """What the marks of people stand for."""
    return "  ".join(f"{mark(word)} {word}" for word in (*PersonVerdict, "stale", "no data"))


def legend(page: TeamPage, codes: Sequence[str], speech: Speech, *, sizes: bool) -> Iterator[Line]:
    """What the marks stand for, what most of the team miss together, which standards change, and
    the codes of the columns that there is room for; without `sizes` above, what is below its
    standard with of how many it is.
    """
    marks = [marks_said()]
    if any(cell is None for row in page.rows for cell in row.cells):
        marks.append(f"{NOT_EXPECTED} no standard")
    yield line(muted("  ".join(marks)))
    if not sizes:
        yield from _below(page, speech)
    elif any(_has_margin(cell) for row in page.rows for cell in row.cells):
        yield line(muted("±: the true score is no further away than that, 19 times in 20"))
    together = {
        cell.metric.name: cell.clearly.team
        for row in page.rows
        for cell in row.cells
        if cell is not None and cell.clearly_below and cell.clearly and cell.clearly.team.most
    }
    for name, team in together.items():
        count = f"{team.short} of {team.measured}"
        yield line(f"{name}: {count} are below together; look for what they share")
    changing = (
        f"{cell.metric.name}: {said}"
        for row in page.rows
        for cell in row.cells
        if cell is not None
        for said in times(cell.times, cell.metric, speech)
    )
    yield from (line(muted(said)) for said in dict.fromkeys(changing))
    names = [metric.name for metric in page.metrics]
    named = [f"{code} = {name}" for code, name in zip(codes, names, strict=False)]
    yield line(muted(", ".join(named)))
    if left := names[len(codes) :]:
        yield line(muted(f"no room for: {', '.join(left)}"))


def _has_margin(cell: Expectation | None) -> bool:
    evaluated = cell.judged.evaluated if cell is not None and cell.judged is not None else None
    return evaluated is not None and evaluated.margin is not None


def _below(page: TeamPage, speech: Speech) -> Iterator[Line]:
    """Those below a standard, clearly below first."""
    for verdict in (PersonVerdict.CLEARLY_BELOW, PersonVerdict.BELOW):
        for row in page.rows:
            for cell in row.cells:
                if cell is not None and cell.status == verdict.value:
                    yield line(f"{row.person.name}: ", *expected_in_brief(cell, speech))
