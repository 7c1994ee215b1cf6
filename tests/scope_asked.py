"""The program asked in this process: a command, or a verb of the gate, of a copy of a file."""

import io
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import BashComplete
from msgspec.structs import replace

from kpitui.cli.context import account_name, seat_visitor
from kpitui.cli.main import cli, run
from kpitui.cli.open import open_at_gate
from kpitui.domain.errors import KpituiError
from kpitui.gate.visit import Runner, _do_verb
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import kept_open
from kpitui.views.access import admitted, as_seen_by, still_admitted
from tests.cli.conftest import Answer
from tests.patience import PATIENCE


@dataclass
class Asked:
    """The file that is asked: a copy, which is that of the question before where nothing was
    written to it.
    """

    path: Path
    of: Path | None = None
    kept: "sqlite3.Connection | None" = None
    """Stays open, so that no question is the last to close the file, which costs as much as to
    answer it; and it knows whether anyone wrote.
    """
    version: int = 0

    @property
    def was_written(self) -> bool:
        """Whether anyone wrote to it since it was copied."""
        return self._version() != self.version

    def copy_of(self, of: Path) -> Path:
        """A copy of a file, as it is."""
        if self.of != of or self._others() or self.was_written:
            self.close()
            for path in self.path.parent.glob(f"{self.path.name}*"):
                path.unlink()
            shutil.copy(of, self.path)
            self.of = of
            self.kept = sqlite3.connect(self.path, isolation_level=None)
            self.version = self._version()
        return self.path

    def close(self) -> None:
        """Nothing is asked any more."""
        if self.kept is not None:
            self.kept.close()
        self.kept = None

    def _version(self) -> int:
        assert self.kept is not None
        self.kept.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return int(self.kept.execute("PRAGMA data_version").fetchone()[0])

    def _others(self) -> list[Path]:
        own = {self.path.name + end for end in ("", "-wal", "-shm")}
        return [
            path for path in self.path.parent.glob(f"{self.path.name}*") if path.name not in own
        ]


def ask(*words: str | Path) -> Answer:
    """The program in this process, as the account that it is run by."""
    sys.argv = ["kpitui", *map(str, words)]
    return _answer_of(run)


def ask_completion(*words: str | Path) -> Answer:
    """What a shell shows behind these words, of which the last is begun."""
    assert isinstance(cli, click.Group)
    *before, begun = map(str, words)
    found = BashComplete(cli, {}, "kpitui", "_KPITUI_COMPLETE").get_completions(before, begun)
    return Answer(0, "\n".join(str(item.value) for item in found), "")


def ask_at_gate(*words: str | Path) -> Answer:
    """A verb of the gate in this process, behind its walls, as the account that it is run by."""

    def visit() -> None:
        database = root.with_resource(kept_open(Path(os.environ["KPITUI_DB"])))
        actor = admitted(database, account_name(), "", database.clock.today())
        seen = as_seen_by(replace(database, still_allowed=still_admitted(actor, "")), actor)
        seat_visitor(seen, actor, "")
        sys.exit(_do_verb(root, runner, actor, " ".join(map(str, words)), PATIENCE))

    def let_in() -> None:
        with root:
            try:
                visit()
            except KpituiError as error:
                print(error.sentence, file=sys.stderr)
                sys.exit(error.exit_code)

    assert isinstance(cli, click.Group)
    root, runner = click.Context(cli, info_name="kpitui"), Runner(cli, seat_visitor, open_at_gate)
    return _answer_of(let_in)


def _answer_of(call: Callable[[], None]) -> Answer:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            call()
    except SystemExit as left:
        code = left.code
    told = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        told.append(stream.buffer.getvalue().decode("utf-8"))
    assert isinstance(code, int)
    return Answer(code, *told)
