"""What was entered as Parquet, by DuckDB in a process of its own, from a copy of the file.

Two copies of SQLite in one process would drop each other's locks, and DuckDB brings one: it never
sees the file at work. `python -m kpitui.exchange.parquet COPY OUT` is that process.
"""

import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kpitui.actions.backup import backup
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.text import printable
from kpitui.exchange.csv_out import Flat, cells_of
from kpitui.exchange.export_file import is_day, is_moment
from kpitui.exchange.files import new_file
from kpitui.storage.backup import make_printable
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import Exported, exported, table_columns

MISSING = "Parquet needs DuckDB, which is not installed here: install the extra kpitui[analysis]."


def export_parquet(database: DatabaseFile, out: Path, what: Exported = Exported.READINGS) -> None:
    """Write every row into a new Parquet file, days as days and moments as moments; of readings
    those that are kept, with the columns of `v_readings`.

    Raises `WrongUsage` where DuckDB is not installed, `BadFile` where anything stands at `out` or
    it cannot be written.
    """
    if scanner() is None:
        raise WrongUsage(MISSING)
    if out.exists() or out.is_symlink():
        raise BadFile(f"{out} is already there; choose another name.")
    try:
        # Beside the file to come, where there is room for it, and whence it can take its name in
        # one step.
        with tempfile.TemporaryDirectory(prefix=".kpitui-", dir=out.absolute().parent) as folder:
            written = Path(folder, "rows.parquet")
            source = _copy if what is Exported.READINGS else _table
            done = subprocess.run(
                [sys.executable, "-I", "-m", __name__, source(database, what, folder), written],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                why = (done.stderr.strip().splitlines() or ["it was ended"])[-1]
                raise BadFile(f"{out} cannot be written by DuckDB: {why}.")
            os.link(written, out)
    except FileExistsError:
        raise BadFile(f"{out} is already there; choose another name.") from None
    except OSError as error:
        raise BadFile(
            f"{out} cannot be written: {(error.strerror or str(error)).lower()}."
        ) from None


def _copy(database: DatabaseFile, _: Exported, folder: str) -> Path:
    copy = Path(folder, "copy.db")
    backup(database, copy)
    make_printable(copy)
    return copy


def _table(database: DatabaseFile, what: Exported, folder: str) -> Path:
    """The rows as CSV that no one but DuckDB reads: no text of it is guarded."""
    table = Path(folder, "rows.csv")
    columns = table_columns(database, what)
    with new_file(table) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for row in exported(database, what):
            writer.writerow(printable_cell(cell) for cell in cells_of(row, columns))
    return table


def printable_cell(cell: Flat) -> Flat:
    """The cell as it may leave the program."""
    return printable(cell, multiline=True) if isinstance(cell, str) else cell


def scanner() -> Path | None:
    """What DuckDB reads SQLite with; None where one of the two is not installed."""
    found = importlib.util.find_spec("duckdb") and importlib.util.find_spec(
        "duckdb_extension_sqlite_scanner"
    )
    places = (found.submodule_search_locations if found else None) or []
    return next(
        (path for place in places for path in Path(place).rglob("*.duckdb_extension")), None
    )


def write_parquet(source: Path, out: Path) -> None:
    """What the process of its own does: the readings of a copy, or the rows of a table, into
    `out`.
    """
    import duckdb  # in this process only

    os.umask(0o077)
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute(f"SET temp_directory = '{_quoted(out.parent)}'")
        # Memory stays flat, however many there are, and others on the machine have theirs.
        connection.execute("SET memory_limit = '2GB'")
        if source.suffix == ".csv":
            rows = _rows_of_table(source)
        else:
            connection.execute("SET preserve_insertion_order = false")
            connection.load_extension(str(scanner()))
            connection.execute(f"ATTACH '{_quoted(source)}' AS kpi (TYPE sqlite, READ_ONLY)")
            rows = (
                "SELECT * REPLACE (CAST(date AS DATE) AS date, TRY_CAST(recorded_at AS "
                "TIMESTAMP) AS recorded_at) FROM kpi.v_readings"
            )
        connection.execute(f"COPY ({rows}) TO '{_quoted(out)}' (FORMAT parquet, COMPRESSION zstd)")


_VALUES = ("low", "middle", "high", "score", "score_without_critical")
_COUNTS = ("minutes", "confidence", "deed", "record_id")
_NUMBERED = {"id": "deed", "evaluation": "sheet"}
"""Columns that hold numbers of the file where there is another one too; elsewhere any text."""


def _rows_of_table(table: Path) -> str:
    with table.open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    types = {column: _type_of(column, columns) for column in columns}
    shown = ", ".join(
        f'TRY_CAST("{column}" AS {type_}) AS "{column}"' for column, type_ in types.items()
    )
    texts = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    return (
        f"SELECT {shown} FROM read_csv('{_quoted(table)}', header = true, delim = ',', "
        f"quote = '\"', escape = '\"', columns = {{{texts}}}, auto_detect = false)"
    )


def _type_of(column: str, columns: list[str]) -> str:
    if is_day(column):
        return "DATE"
    if is_moment(column):
        return "TIMESTAMP"
    if column in _VALUES:
        return "DOUBLE"
    return "BIGINT" if column in _COUNTS or _NUMBERED.get(column) in columns else "VARCHAR"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


if __name__ == "__main__":
    write_parquet(Path(sys.argv[1]), Path(sys.argv[2]))
