"""Readings as Parquet, by DuckDB in a process of its own, from a copy of the file.

Two copies of SQLite in one process would drop each other's locks, and DuckDB brings one: it never sees the file at
work. `python -m kpitui.exchange.parquet COPY OUT` is that process.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kpitui.actions.backup import backup, make_printable
from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.views import DatabaseFile

MISSING = "Parquet needs DuckDB, which is not installed here: install the extra kpitui[analysis]."


def export_parquet(database: DatabaseFile, out: Path) -> None:
    """Write every kept reading into a new Parquet file, with the columns of `v_readings` and dates as dates.

    Raises `WrongUsage` where DuckDB is not installed, `BadFile` where anything stands at `out` or it cannot be written.
    """
    if scanner() is None:
        raise WrongUsage(MISSING)
    if out.exists() or out.is_symlink():
        raise BadFile(f"{out} is already there; choose another name.")
    try:
        # Beside the file to come, where there is room for it, and whence it can take its name in one step.
        with tempfile.TemporaryDirectory(prefix=".kpitui-", dir=out.absolute().parent) as folder:
            copy, written = Path(folder, "copy.db"), Path(folder, "readings.parquet")
            backup(database, copy)
            make_printable(copy)
            make_printable(copy)
            done = subprocess.run(
                [sys.executable, "-I", "-m", __name__, copy, written], capture_output=True, text=True, check=False
            )
            if done.returncode:
                why = (done.stderr.strip().splitlines() or ["it was ended"])[-1]
                raise BadFile(f"{out} cannot be written by DuckDB: {why}.")
            os.link(written, out)
    except FileExistsError:
        raise BadFile(f"{out} is already there; choose another name.") from None
    except OSError as error:
        raise BadFile(f"{out} cannot be written: {(error.strerror or str(error)).lower()}.") from None


def scanner() -> Path | None:
    """What DuckDB reads SQLite with; None where one of the two is not installed."""
    found = importlib.util.find_spec("duckdb") and importlib.util.find_spec("duckdb_extension_sqlite_scanner")
    places = (found.submodule_search_locations if found else None) or []
    return next((one for place in places for one in Path(place).rglob("*.duckdb_extension")), None)


def write_parquet(copy: Path, out: Path) -> None:
    """What the process of its own does: the readings of a copy into `out`."""
    import duckdb  # in this process only

    os.umask(0o077)
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.load_extension(str(scanner()))
        connection.execute(f"SET temp_directory = '{_quoted(out.parent)}'")
        # Memory stays flat, however many there are, and others on the machine have theirs.
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET memory_limit = '2GB'")
        connection.execute(f"ATTACH '{_quoted(copy)}' AS kpi (TYPE sqlite, READ_ONLY)")
        connection.execute(
            "COPY (SELECT * REPLACE (CAST(date AS DATE) AS date, TRY_CAST(recorded_at AS TIMESTAMP) AS recorded_at) "
            f"FROM kpi.v_readings) TO '{_quoted(out)}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


if __name__ == "__main__":
    write_parquet(Path(sys.argv[1]), Path(sys.argv[2]))
