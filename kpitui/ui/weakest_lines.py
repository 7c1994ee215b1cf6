"""The weakest questions of a person or a team on their page: each with its share as a bar."""

from collections.abc import Iterator

from textual.content import Content

from kpitui.charts.share_bar import share_bar
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fitted
from kpitui.ui.theme import painted
from kpitui.ui.trend_looks import TREND
from kpitui.ui.widgets.words import hung
from kpitui.views.weakest import Weakest
from kpitui.words import weakest as words
from kpitui.words.spans import line, muted

BAR = 10
GAP = "  "
NAME_LEAST = 26
"""With less room for a question it stands above its bar."""


def weakest_lines(
    found: Weakest | None, context: AppContext, width: int, *, of_team: bool = False
) -> Iterator[Content]:
    """A head and a question each; nothing where no contact was scored, a sentence where nothing is
    amiss.
    """
    if found is None:
        return
    yield from hung(painted(words.heading(found, of_team=of_team), context), width)
    rows = [*words.rows(found.weak)]
    if found.not_shown:
        return
    if not rows:
        yield painted(line(muted("  nothing amiss in any of them")), context)
        return
    value, beside, verdict = (
        max(map(len, texts))
        for texts in zip(*((row.value, row.beside, row.verdict.text) for row in rows), strict=True)
    )
    room = width - BAR - value - beside - verdict - 5 * len(GAP)
    for row in rows:
        bar = share_bar(row.share, BAR, context.charset, row.others)
        drawn = Content.styled(bar, TREND)
        said = painted(
            line(f"{GAP}{row.value:<{value}}{GAP}", muted(f"{row.beside:<{beside}}{GAP}"),
                 row.verdict), context,
        )  # fmt: skip
        if room >= NAME_LEAST:
            name = fitted(context.text(row.name), room, context)
            yield Content.assemble(GAP, name, GAP, drawn, said)
        else:
            yield from hung(Content(f"{GAP}{context.text(row.name)}"), width)
            yield Content.assemble(GAP * 2, drawn, said)
