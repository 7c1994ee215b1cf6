"""The table of a team on Record under a pilot, and more people and metrics for it."""

from datetime import date

from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.plan_document import PlanDocument
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, shows


def add_people(database: DatabaseFile, names: list[str], metrics: int = 0) -> None:
    """More people in North, and more metrics that everybody is held to."""
    since = date(2024, 1, 1)
    document = {
        "person": [
            {"name": name, "starts_on": since,
                "membership": [{"team": "North", "starts_on": since}]} for name in names
        ],
        "metric": [
            {
                "name": f"Metric {place}", "code": f"m{place}", "direction": "higher",
                "aggregation": "mean", "cadence": "weekly",
            }
            for place in range(metrics)
        ],
        "standard": [
            {"metric": f"m{place}",
                "level": [{"level": 5, "starts_on": since}]} for place in range(metrics)
        ],
    }  # fmt: skip
    load_plan_document(database, LEADER, PlanDocument.model_validate(document), today=TODAY)


async def open_north(pilot: object, app: KpituiApp) -> None:
    await shows(pilot, "Grow brand loyalty")  # type: ignore[arg-type] # a pilot of ours
    all_at_once(app, "2north\r")
    await shows(pilot, "Agent or team North", "Tab right", "92.0%")  # type: ignore[arg-type] # a pilot of ours
