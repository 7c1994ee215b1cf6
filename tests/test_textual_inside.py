"""What the program uses of Textual's and Rich's private parts: each use is known, stands in
`kpitui/terminal`, and is as in the versions that were tested.

After an upgrade: the names that this says are changed or gone are what to look at; look, then draw
their hashes anew with `python -m tests.test_textual_inside`.
"""

import ast
import hashlib
import importlib
import inspect
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rich
import textual

import kpitui
from kpitui.storage.database import DatabaseFile
from kpitui.terminal.textual_inside import PARTS, missing_parts
from tests.pty_terminal import Terminal

PACKAGE = Path(kpitui.__file__).parent
LIBRARIES = ("textual", "rich")

HASHES: dict[str, str] = {
    "rich._unicode_data.load": "5dfd47920c2d",
    "rich.cells._is_single_cell_widths": "25acb15d8606",
    "rich.cells.load_cell_table": "f07be9866568",
    "rich.console.Console._color_system": "531520f29e43",
    "rich.style.Style._attributes": "2189dedd73cc",
    "rich.style.Style._set_attributes": "4a1a6ffeec78",
    "textual._ansi_sequences.ANSI_SEQUENCES_KEYS": "cf365064027e",
    "textual._compositor.ChopsUpdate": "7c7d3e0bf714",
    "textual._compositor.Compositor": "6496df3a7ac5",
    "textual._compositor.Compositor._dirty_regions": "71484ed8df62",
    "textual._compositor.Compositor._regions_to_spans": "f12ef9bf9300",
    "textual._compositor.CompositorUpdate": "3c3ba1394893",
    "textual._compositor.LayoutUpdate": "619efe1cea78",
    "textual._keyboard_protocol.FUNCTIONAL_KEYS": "6de0f7ccf0be",
    "textual._queue.Queue": "76cfe3a5e162",
    "textual._xterm_parser.XTermParser": "fc1e32fb7a4a",
    "textual.app.App._batch_count": "5aaa12304af2",
    "textual.app.App._check_bindings": "b6850e10de3d",
    "textual.app.App._display": "a28efe0d48ef",
    "textual.app.App._exception": "cdc09bc68f73",
    "textual.app.App._exit_renderables": "d35793956f89",
    "textual.app.App._fatal_error": "8ea137f9297a",
    "textual.app.App._handle_exception": "ebf01bf0d7ba",
    "textual.app.App._load_screen_css": "c6f3acd55721",
    "textual.app.App._previous_cursor_position": "c95ec35f6804",
    "textual.app.App._register_child": "5b152eab4086",
    "textual.app.App._return_code": "c26c5063ba3d",
    "textual.app.App._running": "06aa45ef86d4",
    "textual.dom.DOMNode._bindings": "6a3471260687",
    "textual.dom.DOMNode._inherit_component_classes": "90bab91355d6",
    "textual.driver.Driver._app": "f217ec2b2400",
    "textual.driver.Driver._debug": "725ac8e6cebf",
    "textual.driver.Driver._loop": "abd54d269f45",
    "textual.driver.Driver._mouse": "bdfe6817118d",
    "textual.driver.Driver._size": "8b21e3129ffe",
    "textual.drivers._writer_thread.WriterThread": "411a9202bed5",
    "textual.drivers._writer_thread.WriterThread._queue": "6118a0e8e0f0",
    "textual.drivers.linux_driver.LinuxDriver._file": "a83b573b4b8f",
    "textual.drivers.linux_driver.LinuxDriver._get_terminal_size": "8333e916e9a4",
    "textual.drivers.linux_driver.LinuxDriver._patch_iflag": "984ff5aaa949",
    "textual.drivers.linux_driver.LinuxDriver._patch_lflag": "e8e6df6930ad",
    "textual.drivers.linux_driver.LinuxDriver._run_input_thread": "77a66d4adbf9",
    "textual.drivers.linux_driver.LinuxDriver._writer_thread": "bd7b5a1ab712",
    "textual.drivers.linux_driver.WriterThread": "411a9202bed5",
    "textual.message_pump.MessagePump._close_messages_no_wait": "25dca8653760",
    "textual.message_pump.MessagePump._message_queue": "0a5d92f1dd93",
    "textual.screen.Screen._compositor": "dce98338e498",
    "textual.screen.Screen._push_result_callback": "9114a88c2207",
    "textual.widgets._input.Input._watch_selection": "d3068794f316",
    "textual.widgets._option_list.OptionList._index_to_line": "0f29db3f68af",
    "textual.widgets._option_list.OptionList._move_page": "dd3227dd4e84",
    "textual.widgets._option_list.OptionList._update_lines": "38f5deb50147",
    "textual.widgets._tree.Tree._refresh_node": "ed0c094f8a1a",
    "textual.widgets._tree.Tree._updates": "233ab9e749dd",
}
"""What is used, by name: the start of the SHA-256 of its source in the tested versions."""

SPARED = {
    "textual._queue.Queue": "only a type",
    "textual.dom.DOMNode._inherit_component_classes": "only faster",
    "textual.widgets._input.Input._watch_selection": "only what Textual calls",
    "textual.widgets._option_list.OptionList._move_page": "only what Textual calls",
    "textual.widgets._tree.Tree._refresh_node": "only what Textual calls",
    "textual.widgets._tree.Tree._updates": "without it each line is drawn each time",
}
"""What the program does without where it is missing, and why it can."""


def is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in name.split("."))


def is_theirs(thing: Any) -> bool:
    module = thing.__name__ if isinstance(thing, ModuleType) else getattr(thing, "__module__", "")
    return str(module).split(".")[0] in LIBRARIES


def module_of(path: Path) -> ModuleType:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(Path(str(sys.modules[module].__file__)).read_text("utf-8"))


@cache
def made_in(kind: type) -> dict[str, list[ast.AST]]:
    """What a class defines, and what its methods keep in `self`: by name, the statements."""
    found: dict[str, list[ast.AST]] = {}
    classes = [
        node
        for node in ast.walk(tree_of(kind.__module__))
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    ]
    for node in (inner for class_def in classes for inner in ast.walk(class_def)):
        for name in names_made(node):
            found.setdefault(name, []).append(node)
    return found


def names_made(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
            yield target.attr


def maker_of(kind: type, name: str) -> str | None:
    """The whole name of a private part that a class has of a library; None for one of ours."""
    theirs = [one for one in kind.__mro__ if is_theirs(one)]
    for one in sorted(theirs, key=lambda one: name not in vars(one)):
        if name in made_in(one):
            return f"{one.__module__}.{one.__qualname__}.{name}"
    return None


@cache
def makers_anywhere(name: str) -> frozenset[str]:
    """Every class of a library that has a private part of this name."""
    found = set()
    for library in (textual, rich):
        root = Path(str(library.__file__)).parent
        for path in root.rglob("*.py"):
            text = path.read_text("utf-8")
            if f" {name}(" not in text and f"self.{name}" not in text and f"{name}:" not in text:
                continue
            module = ".".join((library.__name__, *path.relative_to(root).with_suffix("").parts))
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ClassDef) and any(
                    name in names_made(inner) for inner in ast.walk(node)
                ):
                    found.add(f"{module}.{node.name}.{name}")
    return frozenset(found)


class Uses(ast.NodeVisitor):
    """The private parts of the libraries that a module of ours names, and its lines that do."""

    def __init__(self, path: Path) -> None:
        self.module = module_of(path)
        self.kinds: list[type] = []
        self.arguments: dict[str, object] = {}
        self.found: list[tuple[str, int]] = []
        """The whole name, or the bare one where nobody knows whose it is."""

    def named(self, expression: ast.expr | None) -> Any:
        """What a name stands for: in the module, or as the type of an argument."""
        if not isinstance(expression, ast.Name):
            return None
        return self.arguments.get(expression.id, getattr(self.module, expression.id, None))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            if name.split(".")[0] in LIBRARIES and is_private(name):
                self.found.append((name, node.lineno))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.split(".")[0] in LIBRARIES and is_private(alias.name):
                self.found.append((alias.name, node.lineno))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        kind = getattr(self.kinds[-1] if self.kinds else self.module, node.name, None)
        assert isinstance(kind, type), node.name
        for name in (name for part in node.body for name in names_made(part)):
            if is_private(name) and (whole := maker_of(kind, name)):
                self.found.append((whole, node.lineno))
        self.kinds.append(kind)
        self.generic_visit(node)
        self.kinds.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before = self.arguments
        kinds = {arg.arg: self.named(arg.annotation) for arg in node.args.args}
        self.arguments = before | {name: kind for name, kind in kinds.items() if kind is not None}
        self.generic_visit(node)
        self.arguments = before

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(
                func=ast.Name(id="getattr" | "hasattr" | "setattr" | "delattr"),
                args=[of, ast.Constant(value=str() as name), *_],
            ):
                self.take(node, of, name)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.take(node, node.value, node.attr)
        self.generic_visit(node)

    def take(self, node: ast.expr, of: ast.expr, name: str) -> None:
        """Note `of.name` where it is private, or a name of a module of theirs that is changed."""
        thing = self.named(of)
        if isinstance(thing, ModuleType):
            put = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
            if is_theirs(thing) and (put or is_private(name)):
                self.found.append((f"{thing.__name__}.{name}", node.lineno))
        elif is_private(name):
            if ast.unparse(of) in ("self", "cls", "super()") and self.kinds:
                thing = self.kinds[-1]
            whole = maker_of(thing, name) if isinstance(thing, type) else name
            if whole:
                self.found.append((whole, node.lineno))


@cache
def all_uses() -> dict[str, list[str]]:
    """Every use in the program: by name, the files with their lines."""
    found: dict[str, list[str]] = {}
    bare = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if path.name == "__main__.py" or not any(
            one in text for one in (*LIBRARIES, "kpitui.ui", "kpitui.terminal")
        ):
            continue
        uses = Uses(path)
        uses.visit(ast.parse(text))
        for name, line in uses.found:
            where = f"{path.relative_to(PACKAGE)}:{line}"
            if "." in name:
                found.setdefault(name, []).append(where)
            else:
                bare.append((name, where))
    for name, where in bare:
        # Of several classes that have it, the one that is named elsewhere too.
        makers = makers_anywhere(name)
        for whole in makers & found.keys() or makers:
            found.setdefault(whole, []).append(where)
    return found


def source_of(name: str) -> str:
    """The source of a part: its definition, or the statements that make what is kept under it."""
    module, rest = "", ""
    for cut in range(name.count(".") + 1):
        module = name.rsplit(".", cut)[0] if cut else name
        try:
            importlib.import_module(module)
        except ImportError:
            continue
        rest = name.removeprefix(module).strip(".")
        break
    *owners, last = rest.split(".")
    place: Any = sys.modules[module]
    for owner in owners:
        place = getattr(place, owner)
    thing = getattr(place, last, None)
    if not owners and (inspect.isclass(thing) or inspect.isfunction(thing)):
        return textwrap.dedent(inspect.getsource(thing))
    path = Path(str(sys.modules[module].__file__))
    nodes = made_in(place)[last] if owners else statements(module, last)
    text = path.read_text("utf-8")
    return "\n".join(textwrap.dedent(ast.get_source_segment(text, node) or "") for node in nodes)


def statements(module: str, name: str) -> list[ast.AST]:
    return [node for node in tree_of(module).body if name in [*names_made(node), *imported(node)]]


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)


def hash_of(name: str) -> str:
    return hashlib.sha256(source_of(name).encode()).hexdigest()[:12]


def pinned() -> dict[str, str]:
    """The versions that the project tests with."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))
    pins = dict(
        one.split("==") for one in project["tool"]["uv"]["constraint-dependencies"] if "==" in one
    )
    return {name: pins[name] for name in LIBRARIES}


def test_every_use_of_a_private_part_is_known() -> None:
    assert {name: all_uses()[name] for name in all_uses().keys() - HASHES.keys()} == {}
    assert HASHES.keys() - all_uses().keys() == set()


def test_private_parts_are_used_in_the_terminal_ring_only() -> None:
    outside = [
        f"{name} in {where}"
        for name, uses in all_uses().items()
        for where in uses
        if not where.startswith("terminal/")
    ]
    assert outside == []


def test_the_program_looks_for_all_that_it_cannot_do_without() -> None:
    needed = {f"{module}.{part}" for module, parts in PARTS.items() for part in parts}
    assert needed == HASHES.keys() - SPARED.keys()


def test_all_parts_are_there() -> None:
    assert missing_parts() == ()
    for name in HASHES:
        assert source_of(name), name


def test_the_parts_are_as_they_were_when_they_were_looked_at() -> None:
    here = {name: version(name) for name in LIBRARIES}
    if here != pinned():
        pytest.skip(f"tested with {pinned()}, and here are {here}")
    changed = {name for name, seen in HASHES.items() if hash_of(name) != seen}
    assert not changed, "look at what these do now"


LACKING = """
import sys
import textual._xterm_parser, textual.drivers.linux_driver
gone = sys.argv.pop(1)
module, name = gone.rsplit(".", 1)
delattr(sys.modules[module], name)
from kpitui.cli.main import run
run()
"""


@pytest.mark.parametrize(
    "gone",
    [
        "textual._ansi_sequences.ANSI_SEQUENCES_KEYS",
        "textual.drivers._writer_thread.WriterThread",
        "rich._unicode_data.load",
    ],
)
def test_the_screens_run_without_a_part(database: DatabaseFile, gone: str) -> None:
    opened = Terminal([sys.executable, "-c", LACKING, gone, "--db", str(database.path)])
    try:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Type a value")
        opened.send("45/50\r\x13")
        opened.shows("Saved 1 reading of Ana")
        opened.send("\x1bOQ")
        opened.shows("Grow brand loyalty")
        opened.send("q")
        assert opened.ends() == 0
    finally:
        opened.close()
    assert "Traceback" not in opened.text


if __name__ == "__main__":
    for use in sorted(all_uses()):
        print(f'    "{use}": "{hash_of(use)}",')
