"""How many small faults the tests see: `uv run --with coverage python -m tests.mutate --count 300 --seed 1`.

Each fault is put into a copy of the checkout, and the tests that run its line run there until one of them fails. The
tests that run a line are found once by coverage (minutes; kept in the folder that `--map` names).
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
RINGS = ("domain", "actions", "storage")
FOLDERS = ("domain", "actions", "storage", "views", "exchange", "charts", "cli")
"""Whose tests are asked; the screens say nothing of these rings that these do not."""
MOST_TESTS = 60
SECONDS = 120

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMPUTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


class Fault(NamedTuple):
    """One fault: where, what stood there, and the whole text of the file with it."""

    path: str
    line: int
    what: str
    text: str


def faults_of(path: str, text: str) -> Iterator[Fault]:
    """Every fault that can be put into a file."""
    tree = ast.parse(text)
    typed = {id(node) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign | ast.arg)}
    hints = {id(inner) for node in ast.walk(tree) if id(node) in typed for inner in _hints(node)}
    for node in ast.walk(tree):
        if id(node) in hints or not isinstance(node, ast.expr):
            continue
        for changed in _changed(node):
            before, after = ast.get_source_segment(text, node), ast.unparse(changed)
            whole = _replaced(text, node, after)
            if before and whole:
                yield Fault(path, node.lineno, f"{' '.join(before.split())[:60]}  ->  {after[:60]}", whole)


def _hints(node: ast.AST) -> Iterator[ast.AST]:
    hint = getattr(node, "annotation", None)
    if hint is not None:
        yield from ast.walk(hint)


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield ast.Compare(node.left, [COMPARED[type(op)]()], node.comparators)
        case ast.BinOp(op=op) if type(op) in COMPUTED:
            yield ast.BinOp(node.left, COMPUTED[type(op)](), node.right)
        case ast.BoolOp(op=ast.And()):
            yield ast.BoolOp(ast.Or(), node.values)
        case ast.BoolOp(op=ast.Or()):
            yield ast.BoolOp(ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.Constant(value=bool(flag)):
            yield ast.Constant(not flag)
        case ast.Constant(value=int(number)):
            yield ast.Constant(number + 1)


def _replaced(text: str, node: ast.expr, after: str) -> str:
    lines = text.splitlines(keepends=True)
    if node.end_lineno is None or node.end_col_offset is None:
        return ""
    first, last = lines[node.lineno - 1].encode(), lines[node.end_lineno - 1].encode()
    start, end = first[: node.col_offset].decode(), last[node.end_col_offset :].decode()
    whole = "".join(lines[: node.lineno - 1]) + f"{start}({after}){end}" + "".join(lines[node.end_lineno :])
    try:
        ast.parse(whole)  # inside an f-string the place is not exact
    except SyntaxError:
        return ""
    return whole


def map_tests(folder: Path) -> None:
    """Run the tests once, and keep which of them runs which line."""
    settings = folder / "coveragerc"
    settings.write_text("[run]\ndynamic_context = test_function\nsource = kpitui\n", "utf-8")
    asked = [f"tests/{name}" for name in FOLDERS]
    subprocess.run(
        [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", f"--data-file={folder / 'data'}",
         "-m", "pytest", "-q", "-n0", "-m", "not slow and not benchmark", *asked],
        cwd=ROOT, check=False,
    )  # fmt: skip


def tests_of(folder: Path, fault: Fault) -> list[str]:
    """The tests that run a line, of a line that runs at import those that run the file; as pytest names them."""
    from coverage import CoverageData

    data = CoverageData(str(folder / "data"))
    data.read()
    by_line = data.contexts_by_lineno(str(ROOT / fault.path))
    found = [one for one in by_line.get(fault.line, []) if one] or sorted(
        {one for contexts in by_line.values() for one in contexts if one}
    )
    return list(dict.fromkeys(map(_pytest_name, found)))[:MOST_TESTS]


def _pytest_name(context: str) -> str:
    module, _, test = context.rpartition(".")
    return f"{module.replace('.', '/')}.py::{test}"


def is_seen(copy: Path, fault: Fault, tests: list[str]) -> bool:
    """Whether a test fails in a copy of the checkout with the fault in it."""
    place = copy / fault.path
    before = place.read_text("utf-8")
    place.write_text(fault.text, "utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *tests],
            cwd=copy, env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(before, "utf-8")
    return done.returncode != 0


def copied(folder: Path) -> Path:
    """A copy of what the tests need."""
    for name in ("kpitui", "tests", "styles", "sample_db"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def main() -> None:
    """Choose faults by a seed, try each, and tell how many were seen."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--map", type=Path, default=Path(tempfile.gettempdir()) / "kpitui-mutate")
    given = asked.parse_args()
    given.map.mkdir(exist_ok=True)
    if not (given.map / "data").exists():
        map_tests(given.map)
    files = sorted(one for ring in RINGS for one in (ROOT / "kpitui" / ring).rglob("*.py"))
    every = [fault for file in files for fault in faults_of(str(file.relative_to(ROOT)), file.read_text("utf-8"))]
    chosen = random.Random(given.seed).sample(every, min(given.count, len(every)))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(given.workers) as pool:
        copies: Queue[Path] = Queue()
        for number in range(given.workers):
            copies.put(copied(Path(folder) / str(number)))

        def tried(fault: Fault) -> bool:
            tests = tests_of(given.map, fault)
            copy = copies.get()
            try:
                seen = bool(tests) and is_seen(copy, fault, tests)
            finally:
                copies.put(copy)
            if not seen:
                print(f"not seen: {fault.path}:{fault.line}: {fault.what}", flush=True)
            return seen

        seen = sum(pool.map(tried, chosen))
    print(f"{seen} of {len(chosen)} faults seen, {100 * seen / len(chosen):.0f} %, seed {given.seed}")


if __name__ == "__main__":
    main()
