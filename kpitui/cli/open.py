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
from kpitui.actions.drafts import SessionDrafts, Typed, session_drafts, take_over
from kpitui.actions.files import is_free
from kpitui.actions.importing import Importing
from kpitui.charts.text import Charset
from kpitui.cli.context import (
    Desk,
    Visitor,
    answer_json,
    charset,
    database_path,
    db_option,
    json_option,
    open_desk,
    settings,
    talk,
)
from kpitui.domain.access import Way
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import BadFile
from kpitui.domain.history import new_id
from kpitui.exchange.demo import DEFAULT_SAMPLE, SAMPLES, make_demo
from kpitui.later import Later
from kpitui.views.access import draft_owner
from kpitui.views.place import remark_on_sqlite

if TYPE_CHECKING:
    from kpitui.actions import news
    from kpitui.actions.import_readings import ImportReport
    from kpitui.cli import new_file
    from kpitui.cli import open_files as files
    from kpitui.domain.import_mapping import ColumnMapping, Preview
    from kpitui.ui.workplace import Workplace
else:
    files, new_file, news = Later("kpitui.cli.open_files"), Later("kpitui.cli.new_file"), Later("kpitui.actions.news")


@click.command("open")
@db_option
def open_screens(db: Path | None) -> None:
    """Open the screens; the same as kpitui without a command."""
    visiting = isinstance(click.get_current_context().find_root().obj, Visitor)
    path = database_path(db)
    guide = not visiting and is_free(path) and _begin(path)
    _open(db, title=None, guide=guide)


def _begin(path: Path) -> bool:
    """Ask what a new file is to begin with, and make it; whether the first steps are still to be done."""
    _require_terminal()
    from kpitui.ui.first_file import FirstFileApp, NewFile

    config = settings()
    app = FirstFileApp(path, charset(config))
    app.key_reports = config.key_reports
    app.run(mouse=False)
    if app.chosen is None:
        talk(f"No file was made. Make one with: kpitui --db {path} init; look around with: kpitui demo")
        sys.exit(app.return_code or 0)
    new_file.make_new(path, app.chosen.value)
    return app.chosen is not NewFile.SAMPLE


@click.command()
@json_option
@click.option("--sample", default=DEFAULT_SAMPLE, metavar="NAME", help=f"Which one: {', '.join(SAMPLES)}.")
@click.option(
    "--keep", type=click.Path(readable=False, path_type=Path), metavar="FILE", help="Keep the copy as this file."
)
def demo(sample: str, keep: Path | None, as_json: bool) -> None:
    """Open the screens on a throw-away copy of a sample; with --json print its path and leave."""
    if as_json:
        target = keep or Path(tempfile.mkdtemp(prefix="kpitui-demo-")) / f"{sample}.db"
        answer_json({"path": str(make_demo(sample, target, SERVER.today()))})
        return
    _require_terminal()
    if keep is not None:
        make_demo(sample, keep, SERVER.today())
        talk(f"The copy is kept as {keep}; open it again with: kpitui --db {keep}")
        _open(keep, title=keep.name)
        return
    folder = Path(tempfile.mkdtemp(prefix="kpitui-demo-"))
    try:
        _open(make_demo(sample, folder / f"{sample}.db", SERVER.today()), title=f"{sample} (demo)", keep=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load_asyncio() -> None:
    """Asyncio without OpenSSL, which it would load for sockets that no screen opens: 1 MB and 5 ms of every session."""
    if "asyncio" not in sys.modules:
        sys.modules["ssl"] = None  # type: ignore[assignment] # it is how Python itself says that there is no such module
        import asyncio  # noqa: F401

        del sys.modules["ssl"]


def _require_terminal() -> None:
    _load_asyncio()
    from kpitui.ui.terminal import require_terminal

    require_terminal()


def _drafts(desk: Desk, session: str) -> SessionDrafts | None:
    """Where what is typed is kept; nowhere for an account without a home folder."""
    try:
        return session_drafts(paths.drafts(), desk.database, draft_owner(desk.database, desk.actor.name), session)
    except BadFile:
        return None


def _importing(desk: Desk) -> Importing:
    """Files read from this machine, into the file of the desk; what reads them is loaded when one is named."""

    def preview(path: Path, sheet: str | None) -> Preview:
        return files.preview_file(path, sheet)

    def run(
        path: Path, mapping: ColumnMapping, *, dry_run: bool, why: str, today: date,
        progress: Callable[[int, int], object],
    ) -> ImportReport:  # fmt: skip
        return files.bring_in(desk, path, mapping, dry_run=dry_run, why=why, today=today, progress=progress)

    def save(path: Path, mapping: ColumnMapping) -> None:
        files.save_mapping(desk, path, mapping)

    return Importing(preview, run, save)


def _news() -> str:
    """What is new since this user was here last, once; nothing without a home folder."""
    try:
        return news.whats_new(paths.seen_version(), paths.news().read_text("utf-8"))
    except BadFile:
        return ""


def _remark(desk: Desk) -> str:
    """What the SQLite of this machine means for the file, at the first start of somebody who may mend it."""
    try:
        return news.once(paths.seen_sqlite(), remark_on_sqlite(desk.database))
    except BadFile:
        return ""


def _open(db: Path | None, title: str | None, *, keep: bool = True, guide: bool = False) -> None:
    _require_terminal()
    desk = open_desk(db, Way.TUI)
    code = _run(desk, title or desk.database.path.name, keep=keep, guide=guide)
    if code:
        sys.exit(code)


def _run(desk: Desk, title: str, *, keep: bool, guide: bool) -> int:
    gc.disable()  # the app looks for garbage again when its first screen is there
    from kpitui.ui.app import KpituiApp

    workplace = _workplace(desk, title, keep=keep)
    app = KpituiApp(workplace, _importing(desk), lambda path: files.write_review(desk, path), guide=guide)
    app.news = _news if keep else None
    app.told_once = _remark(desk)
    app.run(mouse=desk.config.mouse)
    return app.return_code or 0


def open_at_gate(
    desk: Desk, why_it_ends: Callable[[], str], remark: Callable[[], str], crashed: Callable[[BaseException], str]
) -> int:
    """The screens for somebody who came in by SSH, without files of this machine; the exit code.

    `why_it_ends` is asked again and again, and ends the session by a sentence; so is `remark`, whose sentence is only
    shown; `crashed` tells a bug in one.
    """
    _require_terminal()
    gc.disable()  # as in _run()
    from kpitui.ui.app import KpituiApp
    from kpitui.ui.visit import Visit

    visit = Visit(why_it_ends, remark, 60 * desk.config.gate.idle_minutes, crashed)
    app = KpituiApp(_workplace(desk, desk.database.path.name, keep=True), visit=visit)
    app.run(mouse=desk.config.mouse)
    return app.return_code or 0


def _workplace(desk: Desk, title: str, *, keep: bool) -> Workplace:
    from kpitui.ui.workplace import Workplace

    session = new_id()
    shown = charset(desk.config)
    wide = desk.config.letters == "wide" and shown is not Charset.ASCII
    drafts = _drafts(desk, session) if keep else None
    if drafts:
        click.get_current_context().call_on_close(drafts.close)
    typed, more = take_over(drafts, desk.database) if drafts else (Typed(), False)
    return Workplace(
        desk.database, desk.actor, desk.config, Charset.ASCII if wide else shown, title,
        today=desk.database.clock.today, entry_today=lambda: desk.entry_day,
        unsaved=typed, drafts=drafts, session=session, more_drafts=more, every_letter=wide,
    )  # fmt: skip
