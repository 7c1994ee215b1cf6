"""Commands that open the screens; the only ones that load Textual."""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpitui import paths
from kpitui.actions.drafts import session_drafts, take_over
from kpitui.actions.importing import Importing, ImportWanted
from kpitui.charts.text import Charset
from kpitui.cli.context import (
    Environment,
    Visitor,
    answer_json,
    charset,
    database_path,
    db_option,
    json_option,
    open_environment,
    settings,
    taken_over,
    talk,
)
from kpitui.domain.access import Channel
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import BadFile
from kpitui.domain.history import new_id
from kpitui.domain.text import command_on
from kpitui.exchange.demo import DEFAULT_SAMPLE, SAMPLES, make_demo
from kpitui.lazy import Lazy
from kpitui.storage.drafts import Typed
from kpitui.storage.opening import is_free
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.views.access import draft_owner
from kpitui.views.place import remark_on_sqlite

if TYPE_CHECKING:
    from kpitui.actions import news
    from kpitui.actions.import_report import ImportReport
    from kpitui.cli import new_file
    from kpitui.cli import open_files as files
    from kpitui.domain.import_mapping import ColumnMapping, Preview
    from kpitui.ui.app_context import AppContext
else:
    files, new_file, news = (
        Lazy("kpitui.cli.open_files"),
        Lazy("kpitui.cli.new_file"),
        Lazy("kpitui.actions.news"),
    )


@click.command("open")
@db_option
def open_screens(db: Path | None) -> None:
    """Open the screens; same as kpitui without a command."""
    visiting = isinstance(click.get_current_context().find_root().obj, Visitor)
    path = database_path(db)
    opens = _begin(path) if not visiting and is_free(path) else ""
    _open(db, title=None, opens=opens)


def _begin(path: Path) -> str:
    """Ask what a new file is to begin with, and make it; the action that leads on from there."""
    _require_terminal()
    from kpitui.ui.first_file import FirstFileApp, NewFile

    config = settings()
    app = FirstFileApp(path, charset(config), config.theme)
    app.key_reports = config.key_reports
    app.run(mouse=False)
    if app.chosen is None:
        talk(
            f"No file was created. Create one with: {command_on(path, 'init')}; "
            "look around with: kpitui demo"
        )
        sys.exit(app.return_code or 0)
    new_file.make_new(path, app.chosen.value)
    return {NewFile.SAMPLE: "", NewFile.SPREADSHEET: "import"}.get(app.chosen, "guide")


@click.command()
@json_option
@click.option(
    "--sample", default=DEFAULT_SAMPLE, metavar="NAME", help=f"Which sample: {', '.join(SAMPLES)}."
)
@click.option(
    "--keep",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE",
    help="Save the demo as this file.",
)
def demo(sample: str, keep: Path | None, as_json: bool) -> None:
    """Open the screens on a temporary copy of a sample; with --json only print its path."""
    if as_json:
        target = keep or Path(tempfile.mkdtemp(prefix="kpitui-demo-")) / f"{sample}.db"
        answer_json({"path": str(make_demo(sample, target, SERVER.today()))})
        return
    if keep is not None:
        make_demo(sample, keep, SERVER.today())
        talk(f"The copy is kept as {keep}; open it again with: {command_on(keep)}")
        if _has_terminal():
            _require_terminal()
            _open(keep, title=keep.name)
        return
    _require_terminal()
    folder = Path(tempfile.mkdtemp(prefix="kpitui-demo-"))
    try:
        _open(
            make_demo(sample, folder / f"{sample}.db", SERVER.today()),
            title=f"{sample} (demo)",
            keep=False,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load_asyncio() -> None:
    """Asyncio without OpenSSL, which it would load for sockets that no screen opens: 1 MB and 5 ms
    of every session.
    """
    if "asyncio" not in sys.modules:
        # it is how Python itself says that there is no such module
        sys.modules["ssl"] = None  # type: ignore[assignment]
        import asyncio  # noqa: F401

        del sys.modules["ssl"]


def _has_terminal() -> bool:
    _load_asyncio()
    from kpitui.terminal.app import has_terminal

    return has_terminal()


def _require_terminal() -> None:
    _load_asyncio()
    from kpitui.terminal.app import require_terminal

    require_terminal()


def _drafts(env: Environment, session: str) -> SessionDrafts | None:
    """Where what is typed is kept; nowhere for an account without a home folder."""
    try:
        return session_drafts(
            paths.drafts(), env.database, draft_owner(env.database, env.actor.name), session
        )
    except BadFile:
        return None


def _importing(env: Environment) -> Importing:
    """Files read from this machine, into the file of the environment; what reads them is loaded
    when one is named.
    """

    def preview(path: Path, sheet: str | None, header: int | None, encoding: str | None) -> Preview:
        return files.look_at(env, path, sheet, header, encoding)

    def by_profile(path: Path, profile: Path, sheet: str | None) -> tuple[Preview, ColumnMapping]:
        return files.by_profile(env, path, profile, sheet)

    def run(
        wanted: ImportWanted, *, dry_run: bool, today: date, progress: Callable[[int, int], object]
    ) -> ImportReport:
        return files.bring_in(env, wanted, dry_run=dry_run, today=today, progress=progress)

    def save(path: Path, wanted: ImportWanted) -> None:
        files.save_wanted(env, path, wanted)

    return Importing(preview, by_profile, run, save)


def _news() -> str:
    """What is new since this user was here last, once; nothing without a home folder."""
    try:
        return news.whats_new(paths.seen_version(), paths.news().read_text("utf-8"))
    except BadFile:
        return ""


def _remark(env: Environment) -> str:
    """What the SQLite of this machine means for the file, at the first start of someone who may
    fix it.
    """
    try:
        return news.once(paths.seen_sqlite(), remark_on_sqlite(env.database))
    except BadFile:
        return ""


def _open(db: Path | None, title: str | None, *, keep: bool = True, opens: str = "") -> None:
    _require_terminal()
    env = open_environment(db, Channel.TUI)
    code = _run(env, title or env.database.path.name, keep=keep, opens=opens)
    if code:
        sys.exit(code)


def _run(env: Environment, title: str, *, keep: bool, opens: str) -> int:
    gc.disable()  # the app looks for garbage again when its first screen is there
    from kpitui.ui.app import KpituiApp

    context = _app_context(env, title, keep=keep)
    app = KpituiApp(context, _importing(env), lambda *to: files.write_review(env, *to), opens=opens)
    app.greeting.news = _news if keep else None
    app.greeting.told_once = tuple(filter(None, (_remark(env), taken_over(env) if keep else "")))
    app.run(mouse=env.config.mouse)
    return app.return_code or 0


def open_at_gate(
    why_it_ends: Callable[[], str],
    remark: Callable[[], str],
    crashed: Callable[[BaseException], str],
    ended: Callable[[int], None],
) -> int:
    """The screens for someone who came in by SSH, without files of this machine; the exit code.

    `why_it_ends` is asked again and again, and ends the session by a sentence; so is `remark`,
    whose sentence is only shown; `crashed` tells a bug in one. `ended` is told the exit code where
    a terminal that takes nothing any more is not waited for.
    """
    _require_terminal()
    gc.disable()  # as in _run()
    from kpitui.terminal.ssh_session import SshSession
    from kpitui.ui.app import KpituiApp

    env = open_environment(None)
    ssh_session = SshSession(why_it_ends, remark, 60 * env.config.gate.idle_minutes, crashed)
    app = KpituiApp(_app_context(env, env.database.path.name, keep=True), ssh_session=ssh_session)
    app.greeting.told_once = tuple(filter(None, [taken_over(env)]))
    app.leaving.cut_short = ended
    app.run(mouse=env.config.mouse)
    return app.return_code or 0


def _app_context(env: Environment, title: str, *, keep: bool) -> AppContext:
    from kpitui.ui.app_context import AppContext

    session = new_id()
    shown = charset(env.config)
    wide = env.config.letters == "wide" and shown is not Charset.ASCII
    drafts = _drafts(env, session) if keep else None
    if drafts:
        click.get_current_context().call_on_close(drafts.close)
    typed, more = take_over(drafts, env.database) if drafts else (Typed(), False)
    return AppContext(
        env.database, env.actor, env.config, Charset.ASCII if wide else shown, title,
        today=env.database.clock.today, entry_today=lambda: env.entry_day,
        unsaved=typed, drafts=drafts, session=session, more_drafts=more, every_letter=wide,
    )  # fmt: skip
