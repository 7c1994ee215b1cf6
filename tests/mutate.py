"""How many small faults the tests see: `uv run --with coverage python -m tests.mutate --count 300
--seed 1`.

Each fault is put into a copy of the checkout, and the tests that run its line run there until one
of them fails: first those of its own ring, first those that run little else. The tests that run a
line are found once by coverage (minutes; kept in the folder that `--map` names); a test that fails
there without any fault is not asked.
"""

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
RINGS = ("domain", "actions", "storage")
FOLDERS = ("domain", "actions", "storage", "views", "exchange", "charts", "cli")
"""Whose tests are asked; the screens say nothing of these rings that these do not."""
MOST_TESTS, MOST_OUTSIDE = 60, 20
"""So many tests of a line are asked; where its own ring has more, so many of them are of others."""
TOLD = "told.txt"
"""Where in a copy stands what pytest says of the last fault."""
SECONDS, CPU_SECONDS, MEMORY = 900, 45, 3 * 2**30
"""What the tests of a fault may take; of the clock so much that others may have the processors."""
IMPORTED = (
    "hypothesis.strategies", "pydantic", "pytest_asyncio", "sqlite_utils", "textual.app",
    "textual.pilot", "time_machine", "plotext", "xlsxwriter", "openpyxl", "xdist", "click",
)  # fmt: skip
SOUND = "tests/domain/test_periods.py"
IGNORED = "ignore::pytest.PytestAssertRewriteWarning"
QUIETLY = ("-q", "-n0", "-p", "no:cacheprovider", "--tb=no")

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMPUTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


class Fault(NamedTuple):
    """One fault: where, and what stands there in place of what."""

    path: str
    place: ast.expr
    before: str
    after: str

    @property
    def line(self) -> int:
        """The line that it begins on."""
        return self.place.lineno

    def put_into(self, text: str) -> str:
        """The text of the file with it; empty where that is no Python."""
        return _replaced(text, self.place, self.after)

    @property
    def told(self) -> str:
        """Where it is, and what it changes."""
        return f"{self.path}:{self.line}: {self.before[:60]}  ->  {self.after[:60]}"


def faults_of(path: str, text: str) -> Iterator[Fault]:
    """Every fault that can be put into a file."""
    tree = ast.parse(text)
    silent = {id(inner) for node in ast.walk(tree) for inner in _silent(node)}
    for node in ast.walk(tree):
        if id(node) in silent or not isinstance(node, ast.expr):
            continue
        for changed in _changed(node):
            yield Fault(path, node, ast.unparse(node), ast.unparse(changed))


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """What changes nothing that a program does: hints of types, and whether records are frozen."""
    match node:
        case ast.AnnAssign(annotation=hint) | ast.arg(annotation=ast.expr() as hint):
            yield from ast.walk(hint)
        case ast.ClassDef(keywords=keywords):
            yield from (keyword.value for keyword in keywords)


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
    whole = (
        "".join(lines[: node.lineno - 1])
        + f"{start}({after}){end}"
        + "".join(lines[node.end_lineno :])
    )
    try:
        ast.parse(whole)  # inside an f-string the place is not exact
    except SyntaxError:
        return ""
    return whole


def map_tests(folder: Path) -> None:
    """Run the tests once in a copy, and keep which of them runs which line, and which fails."""
    settings = folder / "coveragerc"
    settings.write_text("[run]\nsource = kpitui\nrelative_files = true\n", "utf-8")
    asked = [f"tests/{name}" for name in FOLDERS]
    with tempfile.TemporaryDirectory() as place:
        copy = copied(Path(place) / "copy")
        told = subprocess.run(
            [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}",
                f"--data-file={folder / 'data'}", "-m", "pytest", *QUIETLY, "-rfE",
             "-p", "tests.mutate", "-m", "not slow and not benchmark", *asked],
            cwd=copy, env=_environment(copy), capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
    failed = [line.split()[1] for line in told.splitlines() if line.startswith(("FAILED", "ERROR"))]
    (folder / "failed").write_text("\n".join(failed), "utf-8")


class Runs:
    """Which tests run a line, in the order in which they are asked."""

    def __init__(self, folder: Path) -> None:
        from coverage import CoverageData

        data = CoverageData(str(folder / "data"))
        data.read()
        failed = set(map(_function, (folder / "failed").read_text("utf-8").splitlines()))
        self._by_line: dict[str, dict[int, list[str]]] = {}
        self._runs: Counter[str] = Counter()
        for path in data.measured_files():
            lines = self._by_line[path] = {
                line: [test for test in contexts if test and test not in failed]
                for line, contexts in data.contexts_by_lineno(path).items()
            }
            self._runs.update(name for names in lines.values() for name in names)

    def tests_of(self, fault: Fault) -> list[str]:
        """The tests that run a line, as pytest names them; of a line that runs at import some of
        those that run the file.
        """
        by_line = self._by_line.get(fault.path, {})
        own = f"tests/{fault.path.split('/')[1]}/"
        of_line = by_line.get(fault.line)
        found = of_line or {test for tests in by_line.values() for test in tests}
        ordered = sorted(found, key=lambda test: self._runs[test])
        if not of_line:
            return ordered[:: len(ordered) // MOST_TESTS + 1]
        inside = [test for test in ordered if test.startswith(own)]
        outside = [test for test in ordered if not test.startswith(own)]
        return [*inside[: MOST_TESTS - min(len(outside), MOST_OUTSIDE)], *outside][:MOST_TESTS]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Lines that run from here on are run by this test; pytest calls this while the map is made."""
    from coverage import Coverage

    measured = Coverage.current()
    if measured is not None:
        measured.switch_context(_function(item.nodeid))


def _function(test: str) -> str:
    return test.partition("[")[0]


FORKS = f"""
import contextlib, json, os, resource, signal, sys, traceback
for name in {IMPORTED!r}:
    with contextlib.suppress(ImportError):
        __import__(name)
import pytest
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, ({CPU_SECONDS}, {CPU_SECONDS}))
        resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
        signal.alarm({SECONDS})
        told = os.open("{TOLD}", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for number in (0, 1, 2):
            os.dup2(told, number)
        code = 1
        try:
            code = int(pytest.main(json.loads(line)))
        finally:
            os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs the tests of each line that comes in a process forked off, in bounds of time and memory, as
a fault may loop without end: what is imported of others is imported once.
"""


class Copy:
    """A copy of the checkout, and the process that forks off its tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = copied(folder)
        self._forks = subprocess.Popen(
            [sys.executable, "-c", FORKS], cwd=folder, env=_environment(folder), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert not self._run([SOUND]), "a test fails without a fault"

    def seen_by(self, fault: Fault, tests: list[str]) -> str:
        """The test that fails with the fault in it, or that they took too long; empty where all
        pass.
        """
        place = self._folder / fault.path
        before, times = place.read_text("utf-8"), place.stat()
        place.write_text(fault.put_into(before), "utf-8")
        try:
            code = self._run(tests)
        finally:
            place.write_text(before, "utf-8")
            # What was compiled of it holds again.
            os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))
        if not code:
            return ""
        told = (self._folder / TOLD).read_text("utf-8", "replace").splitlines()
        failed = (line.split(" - ")[0] for line in told if line.startswith(("FAILED", "ERROR")))
        return next(failed, "too long" if code < 0 else "nothing runs")

    def close(self) -> None:
        """End its process."""
        self._forks.communicate()

    def _run(self, tests: list[str]) -> int:
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        # What is imported before pytest looks at it keeps its own assertions.
        quietly = (*QUIETLY, "-x", "-rfE", "-W", IGNORED)
        print(json.dumps([*quietly, *tests]), file=self._forks.stdin, flush=True)
        return int(self._forks.stdout.readline())


def _environment(copy: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(copy)}


def copied(folder: Path) -> Path:
    """A copy of what the tests need."""
    for name in ("kpitui", "tests", "styles", "sample_db"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def chosen_faults(seed: int, count: int) -> list[Fault]:
    """So many of the faults that there can be, the same ones for the same seed."""
    texts = {
        str(file.relative_to(ROOT)): file.read_text("utf-8")
        for ring in RINGS
        for file in sorted((ROOT / "kpitui" / ring).rglob("*.py"))
    }
    every = [fault for path, text in texts.items() for fault in faults_of(path, text)]
    random.Random(seed).shuffle(every)
    sound = (fault for fault in every if fault.put_into(texts[fault.path]))
    return list(islice(sound, count))


def main() -> None:
    """Choose faults by a seed, try each, and tell how many were seen."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--map", type=Path, default=Path(tempfile.gettempdir()) / "kpitui-mutate")
    given = asked.parse_args()
    given.map.mkdir(exist_ok=True)
    if not (given.map / "failed").exists():
        map_tests(given.map)
    runs = Runs(given.map)
    chosen = chosen_faults(given.seed, given.count)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(given.workers) as pool:
        copies: Queue[Copy] = Queue()
        for number in range(given.workers):
            copies.put(Copy(Path(folder) / str(number)))

        def tried(fault: Fault) -> bool:
            tests = runs.tests_of(fault)
            copy = copies.get()
            try:
                by = copy.seen_by(fault, tests) if tests else ""
            finally:
                copies.put(copy)
            print(f"{'seen' if by else 'NOT SEEN'}: {fault.told}  {by}", flush=True)
            return bool(by)

        seen = sum(pool.map(tried, chosen))
        while not copies.empty():
            copies.get().close()
    print(
        f"{seen} of {len(chosen)} faults seen, {100 * seen / len(chosen):.0f} %, seed {given.seed}"
    )


if __name__ == "__main__":
    main()
