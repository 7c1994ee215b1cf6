"""Text brought in as a file, and the readings that the database holds afterwards."""

from pathlib import Path
from typing import Any

from kpitui.actions.import_report import ImportReport
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import readings_for_export
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY


def bring(
    database: DatabaseFile, folder: Path, content: str | bytes, **options: Any
) -> ImportReport:
    file = folder / "in.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return bring_in(database, LEADER, file, today=TODAY, **options)


def kept(database: DatabaseFile) -> list[tuple[object, ...]]:
    return [
        (row["metric"], row["person"], row["team"], row["date"], row["value"], row["n"])
        for row in readings_for_export(database)
    ]
