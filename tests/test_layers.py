"""The rings of the house: imports point inward only (`design/architecture.md`)."""

import ast
import re
import subprocess
import sys
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
    "exchange": {"domain", "actions", "views", "charts"},
    "ui": {"domain", "actions", "views", "charts"},
    "cli": {"domain", "actions", "views", "charts", "exchange"},
}
EVERYWHERE = {"paths", "config", "later", "locale_encoding"}
"""Small modules beside the rings: where files lie, and the settings, which the domain and the storage do not know."""
DOORS = {"open.py", "keys.py"}
NOT_IN_THE_CORE = {"textual", "rich", "click", "plotext", "sqlite3", "pysqlite3", "sqlite_utils"}

Import = tuple[Path, str, ast.stmt]


def imports(ring: str) -> list[Import]:
    found: list[Import] = []
    for path in sorted((PACKAGE / ring).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
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
    tree = ast.parse(path.read_text("utf-8"))
    return any(
        (isinstance(node, ast.FunctionDef) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"))
        and node.lineno <= statement.lineno <= (node.end_lineno or 0)
        for node in ast.walk(tree)
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
        # The doors from the commands to the screens, which everything but `open`, `demo` and `keys` leaves shut.
        if ring == "cli" and target == "ui" and path.name in DOORS and not_at_import(path, statement):
            continue
        wrong.append(f"{path.relative_to(PACKAGE)}:{statement.lineno} imports {name}")
    assert not wrong


def test_every_ring_is_named_here() -> None:
    rings = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert rings == set(MAY_IMPORT)


def test_the_domain_knows_no_library_of_screens_commands_or_storage() -> None:
    wrong = [f"{path.name}: {name}" for path, name, _ in imports("domain") if name.split(".")[0] in NOT_IN_THE_CORE]
    assert not wrong


@pytest.mark.parametrize(
    ("library", "home"),
    [("plotext", {"charts/canvas.py"}), ("pysqlite3", {"storage/driver.py"}), ("sqlite3", {"storage/driver.py"})],
)
def test_one_module_alone_touches(library: str, home: set[str]) -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for ring in MAY_IMPORT
        for path, name, _ in imports(ring)
        if name.split(".")[0] == library
    }
    assert found == home


def test_no_cycle_between_modules() -> None:
    import grimp

    graph = grimp.build_graph("kpitui", cache_dir=None)
    cycles = [
        (one, other)
        for one in graph.modules
        for other in graph.find_modules_directly_imported_by(one)
        if graph.chain_exists(importer=other, imported=one)
    ]
    assert not cycles


@pytest.mark.parametrize(
    "module",
    [
        "kpitui.cli.main", "kpitui.cli.status", "kpitui.cli.chart", "kpitui.cli.brief",
        "kpitui.cli.log", "kpitui.cli.file", "kpitui.cli.transfer",
        "kpitui.cli.person",
    ],
)  # fmt: skip
def test_commands_load_neither_textual_nor_plotext(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{m.split('.')[0] for m in sys.modules}} & {{'textual', 'plotext'}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_clock_alone_says_what_day_it_is() -> None:
    asking = re.compile(r"\bdate\.today\(|\bdatetime\.now\(\)|'localtime'|\.astimezone\(\)")
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if asking.search(path.read_text("utf-8")) and path.parent.name != "migrations"
    }
    assert found == set()


def test_no_broad_except_below_the_top() -> None:
    wrong = []
    tops = {PACKAGE / "cli" / "gate_visit.py"}  # who comes in by SSH is told a number in place of a traceback
    for path in sorted({*PACKAGE.rglob("*.py")} - tops):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler) and not _only_tidies_up(node):
                names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {""}
                if names & {"", "Exception", "BaseException"}:
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not wrong


def _only_tidies_up(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
