"""The rings of the house: imports point inward only (`design/architecture.md`)."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import kpitui

PACKAGE = Path(kpitui.__file__).parent
MAY_IMPORT = {
    "domain": set(),
    "storage": {"domain"},
    "actions": {"domain", "storage"},
    "views": {"domain", "storage"},
    "charts": {"domain"},
    "words": {"domain", "views"},
    "exchange": {"domain", "actions", "views", "charts", "words"},
    "terminal": set(),
    "ui": {"domain", "actions", "views", "charts", "words", "terminal"},
    "gate": {"domain", "storage", "actions", "views"},
    "cli": {"domain", "actions", "views", "charts", "words", "exchange"},
}
EVERYWHERE = {"paths", "config", "lazy", "locale_encoding"}
"""Small modules beside the rings: where files lie, and the settings, which the domain and the
storage do not know.
"""
DOORS = {
    "ui": {"open.py", "keys.py"},
    "terminal": {"open.py", "keys.py", "file.py"},
    "gate": {"gate.py", "access.py", "file.py"},
}
"""The commands that open other rings: the screens, the keys, and the gate."""
OF_THE_TERMINAL = ("kpitui.domain.text.", "kpitui.domain.errors.")
"""What a terminal without any KPI takes of the domain."""
OF_THE_STORAGE = {
    f"kpitui.storage.{name}"
    for name in (
        "database.DatabaseFile",
        "opening.create_file", "opening.is_free", "opening.kept_open", "opening.open_file",
        "opening.share_folder", "backup.make_printable",
        "watch.FileWatch", "visits.leave_visit", "visits.visit",
        "presence.HEARTBEAT_SECONDS", "presence.leave", "presence.presence_of", "presence.stay",
        "drafts.CELLS", "drafts.GRIDS", "drafts.OpenDays", "drafts.SESSIONS", "drafts.Typed",
        "drafts.stood_in_grid", "session_drafts.SessionDrafts",
        "session_locks.Whereabouts", "typed_about.Gone",
    )
}  # fmt: skip
"""What the outer rings take of the storage as it is: the open file, who is in it, and what is typed
but not saved. What is in the file they know from views and actions.
"""
NOT_IN_THE_CORE = {"textual", "rich", "click", "plotext", "sqlite3", "pysqlite3", "sqlite_utils"}

SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WITH|CREATE|DROP|ALTER|ATTACH)\s")
MAY_HOLD_SQL = {"exchange/parquet.py": "asks DuckDB, in a process of its own"}
"""What may hold SQL outside the storage, and why."""

Import = tuple[Path, str, ast.stmt]


def nodes_in(source: str) -> list[ast.AST]:
    return [*ast.walk(ast.parse(source))]


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every part of a file of ours, parsed and walked once for all that is asked of it."""
    return nodes_in(path.read_text("utf-8"))


@cache
def imports(ring: str) -> list[Import]:
    found: list[Import] = []
    for path in sorted((PACKAGE / ring).rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Import):
                found += [(path, alias.name, node) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: write the whole name of what is imported"
                module = node.module or ""
                found += [(path, f"{module}.{alias.name}", node) for alias in node.names]
    return found


def ring_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "kpitui" and len(parts) > 1 else None


def not_at_import(path: Path, statement: ast.stmt) -> bool:
    """Whether it is in a function, or for the type checker alone."""
    return any(
        (
            isinstance(node, ast.FunctionDef)
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        )
        and node.lineno <= statement.lineno <= (node.end_lineno or 0)
        for node in nodes_of(path)
    )


@pytest.mark.parametrize("ring", MAY_IMPORT)
def test_imports_point_inward_only(ring: str) -> None:
    allowed = MAY_IMPORT[ring] | {ring}
    if ring not in ("domain", "storage"):
        allowed |= EVERYWHERE
    wrong = []
    for path, name, statement in imports(ring):
        target = ring_of(name)
        if target is None or target in allowed or name == "kpitui.__version__":
            continue
        # The doors from the commands, which everything but `open`, `demo`, `keys` and the gate
        # leaves shut.
        shut = target != "gate" and not not_at_import(path, statement)
        if ring == "cli" and path.name in DOORS.get(target, ()) and not shut:
            continue
        if ring == "terminal" and name.startswith(OF_THE_TERMINAL):
            continue
        if ring in ("ui", "cli", "exchange") and name in OF_THE_STORAGE:
            continue
        wrong.append(f"{path.relative_to(PACKAGE)}:{statement.lineno} imports {name}")
    assert not wrong


def test_a_released_step_of_the_schema_uses_nothing_that_changes_later() -> None:
    steps = "kpitui.storage.migrations."
    used = {
        f"{path.name} imports {name}"
        for path, name, _ in imports("storage")
        if path.parent.name == "migrations" and path.name[:1] in "ms" and path.stem != "steps"
        if ring_of(name) is not None and not name.startswith(steps)
    }
    assert used == set()


def test_every_ring_is_named_here() -> None:
    rings = {
        path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()
    }
    assert rings == set(MAY_IMPORT)


def test_a_name_is_imported_from_where_it_lives() -> None:
    """mypy refuses a name that a module only imports, unless it stands in `__all__`."""
    passed_on = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "__all__" in path.read_text("utf-8")
    }
    assert passed_on == {"storage/driver.py"}  # one of two modules, under one name


@pytest.mark.parametrize("ring", ["domain", "words"])
def test_what_is_inside_knows_no_library_of_screens_commands_or_storage(ring: str) -> None:
    wrong = [
        f"{path.name}: {name}"
        for path, name, _ in imports(ring)
        if name.split(".")[0] in NOT_IN_THE_CORE
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("plotext", {"charts/canvas.py"}),
        ("pysqlite3", {"storage/driver.py"}),
        ("sqlite3", {"storage/driver.py"}),
    ],
)
def test_one_module_alone_touches(library: str, home: set[str]) -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for ring in MAY_IMPORT
        for path, name, _ in imports(ring)
        if name.split(".")[0] == library
    }
    assert found == home


def sql_in(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """The lines that hold SQL, or hand it to a connection."""
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)) if SQL.match(text):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="execute" | "executemany" | "executescript")):
                yield node.lineno
            case ast.ImportFrom(module="kpitui.storage.records", names=names):
                yield from (node.lineno for one in names if one.name == "rows")


def test_sql_stands_in_the_storage_alone() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if not path.is_relative_to(PACKAGE / "storage") and [*sql_in(nodes_of(path))]
    }
    assert found == set(MAY_HOLD_SQL)


@pytest.mark.parametrize(
    "line",
    [
        'f"SELECT * FROM {table}"', 'text = "x" + """\n  DELETE FROM people"""',
        "db.execute(sql)", "from kpitui.storage.records import Row, rows",
    ],
)  # fmt: skip
def test_sql_elsewhere_would_be_found(line: str) -> None:
    assert [*sql_in(nodes_in(line))]


def test_no_cycle_between_modules() -> None:
    import grimp

    graph = grimp.build_graph("kpitui", cache_dir=None)
    cycles = [
        (module, other)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
        if graph.chain_exists(importer=other, imported=module)
    ]
    assert not cycles


def test_commands_load_neither_textual_nor_plotext() -> None:
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(f'kpitui.cli.{name}')\n"
        "    assert not {'textual', 'plotext'} & sys.modules.keys(), name\n"
    )
    commands = "main", "status", "chart", "brief", "log", "file", "import_readings", "person"
    done = subprocess.run(
        [sys.executable, "-c", code, *commands], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_clock_alone_says_what_day_it_is() -> None:
    asking = re.compile(r"\bdate\.today\(|\bdatetime\.now\(\)|'localtime'|\.astimezone\(\)")
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if asking.search(path.read_text("utf-8"))
    }
    assert found == set()


def test_no_broad_except_below_the_top() -> None:
    wrong = []
    tops = {
        PACKAGE / "gate" / "visit.py"
    }  # who comes in by SSH is told a number in place of a traceback
    for path in sorted({*PACKAGE.rglob("*.py")} - tops):
        for node in nodes_of(path):
            if isinstance(node, ast.ExceptHandler) and not _only_tidies_up(node):
                names = (
                    {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)}
                    if node.type
                    else {""}
                )
                if names & {"", "Exception", "BaseException"}:
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not wrong


def _only_tidies_up(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


LONGEST = 400
"""Lines of a file, and of a class with all that it inherits from us."""


def lines_with_inherited(files: Iterable[list[ast.AST]]) -> dict[str, int]:
    """The lines of each class with those of every class of ours above it."""
    own: dict[str, int] = {}
    above: dict[str, list[str]] = {}
    for nodes in files:
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                own[node.name] = (node.end_lineno or 0) - node.lineno + 1
                bases = [
                    base.value if isinstance(base, ast.Subscript) else base for base in node.bases
                ]
                above[node.name] = [ast.unparse(base).split(".")[-1] for base in bases]

    def family(name: str) -> set[str]:
        return {name}.union(*(family(base) for base in above[name] if base in own))

    return {name: sum(own[one] for one in family(name)) for name in own}


def test_no_two_classes_have_one_name() -> None:
    """Those of a module alone, which begin with `_`, may."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(path.relative_to(PACKAGE)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_no_class_with_what_it_inherits_and_no_file_is_longer_than_one_can_read() -> None:
    files = [*PACKAGE.rglob("*.py")]
    sizes = lines_with_inherited(map(nodes_of, files)) | {
        str(path.relative_to(PACKAGE)): path.read_text("utf-8").count("\n") for path in files
    }
    longer = {name: size for name, size in sizes.items() if size > LONGEST}
    assert not longer


def test_a_class_that_is_long_by_what_it_inherits_would_be_found() -> None:
    sizes = lines_with_inherited(
        map(nodes_in, ("class A:\n    a = 1\n    b = 2", "class B(A, int):\n    c = 3"))
    )
    assert sizes == {"A": 3, "B": 5}
