"""Two teams for comparisons: in North one of nine really differs, in South none of three does."""

import random
from datetime import date, timedelta

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER, TODAY

CSAT, AHT, ADHERENCE, COMPLAINTS, REVENUE = range(1, 6)
ANA, BO = 1, 2
NORTH = ("Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Kim", "Lou")
SOUTH = ("Ida", "Jo")
LAST = date(2026, 11, 20)  # a Friday; TODAY is the Monday after it
WEEKS = 14

PLAN = PlanDocument.model_validate(
    {
        "metric": [
            {"name": "Complaints", "code": "complaints", "direction": "lower", "decimals": 1,
             "aggregation": "sum", "cadence": "weekly", "empty_means": "zero"},
            {"name": "Revenue", "code": "revenue", "unit": "€", "direction": "higher",
             "aggregation": "sum", "cadence": "weekly"},
        ],
        "person": [
            {"name": name, "starts_on": date(2025, 1, 1),
             "membership": [{"team": team, "starts_on": date(2025, 1, 1)}]}
            for team, names in (("North", NORTH), ("South", SOUTH))
            for name in names
        ],
    }
)  # fmt: skip


def with_compared_people(database: DatabaseFile) -> DatabaseFile:
    """The small plan with twelve people and 14 weeks of results: Ana is low on satisfaction and on
    adherence and has more complaints; Gus is here for four weeks, and there is revenue too.
    """
    load_plan_document(database, LEADER, PLAN, today=TODAY)
    rng, drafts = random.Random(5), []
    for person in range(1, 13):
        low, weeks = person == ANA, 4 if person == 7 else WEEKS
        for back in range(weeks):
            day = LAST - timedelta(days=7 * back)
            met = 70 + rng.randint(0, 8) if low else 90 + rng.randint(0, 6)
            drafts += [
                _draft(CSAT, person, day, value=rng.gauss(76 if low else 82, 3)),
                _draft(ADHERENCE, person, day, numerator=float(met), denominator=100.0),
                _draft(REVENUE, person, day, value=100.0 + person),
            ]
            drafts += [
                _draft(COMPLAINTS, person, day - timedelta(days=one), value=1.0)
                for one in range(3 if low else back % 2)
            ]
    record(database, LEADER, drafts, today=TODAY)
    return database


def _draft(metric: int, person: int, day: date, **numbers: float) -> ReadingDraft:
    return ReadingDraft(metric_id=metric, person_id=person, date=day, **numbers)  # type: ignore[arg-type]
