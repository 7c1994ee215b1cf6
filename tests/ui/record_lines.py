"""Record under a pilot: the sheet of Ana, and the readings that came of it."""

from typing import Any

from kpitui.storage.database import DatabaseFile
from kpitui.views.export import readings_for_export
from tests.ui.conftest import shows, type_text


def newest(database: DatabaseFile, count: int) -> list[dict[str, Any]]:
    rows = sorted(readings_for_export(database), key=lambda row: row["reading"])[-count:]
    return [
        {
            key: row[key]
            for key in (
                "metric",
                "person",
                "team",
                "date",
                "value",
                "numerator",
                "denominator",
                "n",
            )
        }
        for row in rows
    ]


async def open_ana(pilot: Any) -> None:
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("2")
    await type_text(pilot, "ana")
    await pilot.press("enter")
    await shows(pilot, "3 due")
