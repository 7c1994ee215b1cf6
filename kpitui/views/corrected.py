"""Whether what is said of a day of the past was changed by readings that were corrected since."""

from collections.abc import Sequence
from datetime import date

from kpitui.domain.periods import AsOf
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.past import count_corrected
from kpitui.views.overview import KpiLine
from kpitui.views.standard_lines import StandardLine


def load_corrected(
    database: DatabaseFile,
    as_of: AsOf,
    kpis: Sequence[KpiLine],
    standards: Sequence[StandardLine] = (),
    since: date | None = None,
    *,
    of_team: bool = False,
) -> int:
    """How many readings were corrected after a day of the past, 0 for today; of the days from
    `since` on, and those of the periods that are judged; of one team also those that went with who
    was moved.
    """
    if as_of.known_on is None:
        return 0
    judged = [kpi.standing.judged for kpi in kpis] + [standard.value for standard in standards]
    first = min([since or as_of.day, *(one.period.first for one in judged if one is not None)])
    metrics = {kpi.metric.id for kpi in kpis} | {standard.metric.id for standard in standards}
    with reading(database) as db:
        return count_corrected(db, first, as_of.day, metrics, of_team=of_team)
