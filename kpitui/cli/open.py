"""Commands that open the screens; the only ones that load Textual."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import click

from kpitui import paths
from kpitui.actions.drafts import Typed, draft_file, load_typed
from kpitui.actions.import_readings import ImportReport
from kpitui.actions.importing import Importing
from kpitui.cli.context import Desk, answer_json, charset, db_option, json_option, open_desk, talk
from kpitui.domain.access import Way
from kpitui.domain.errors import BadFile
from kpitui.domain.import_mapping import ColumnMapping
from kpitui.domain.periods import AsOf
from kpitui.exchange.demo import DEFAULT_SAMPLE, SAMPLES, make_demo
from kpitui.exchange.import_file import import_file
from kpitui.exchange.mapping import preview_file, profile_of, save_profile
from kpitui.exchange.report import write_report
from kpitui.views.report import DECISION_DAYS, load_report
from kpitui.views.vocabulary import load_metrics_by_id


@click.command("open")
@db_option
def open_screens(db: Path | None) -> None:
    """Open the screens; the same as kpitui without a command."""
    _open(db, title=None)


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
        answer_json({"path": str(make_demo(sample, target, date.today()))})
        return
    _require_terminal()
    if keep is not None:
        make_demo(sample, keep, date.today())
        talk(f"The copy is kept as {keep}; open it again with: kpitui --db {keep}")
        _open(keep, title=keep.name)
        return
    folder = Path(tempfile.mkdtemp(prefix="kpitui-demo-"))
    try:
        _open(make_demo(sample, folder / f"{sample}.db", date.today()), title=f"{sample} (demo)", keep=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_terminal() -> None:
    from kpitui.ui.terminal import require_terminal

    require_terminal()


def _draft_file(desk: Desk) -> Path | None:
    """Where what is typed is kept; nowhere for an account without a home folder."""
    try:
        return draft_file(paths.drafts(), desk.database, desk.actor.name)
    except BadFile:
        return None


def _importing(desk: Desk) -> Importing:
    """Files read from this machine, into the file of the desk."""

    def run(
        path: Path, mapping: ColumnMapping, *, dry_run: bool, why: str, today: date,
        progress: Callable[[int, int], object],
    ) -> ImportReport:  # fmt: skip
        profile = profile_of(mapping, [*load_metrics_by_id(desk.database, today).values()])
        return import_file(
            desk.database, desk.actor, path, profile=profile, dry_run=dry_run, why=why, today=today,
            decimal_comma=desk.config.writing.comma, progress=progress,
        )  # fmt: skip

    def save(path: Path, mapping: ColumnMapping) -> None:
        metrics = [*load_metrics_by_id(desk.database, date.today()).values()]
        save_profile(path, profile_of(mapping, metrics))

    return Importing(preview_file, run, save)


def _write_report(desk: Desk, path: Path) -> None:
    """The review of today in a new file."""
    today = date.today()
    found = load_report(desk.database, AsOf(today, today), desk.config, today - timedelta(days=DECISION_DAYS))
    write_report(found, desk.config, path)


def _open(db: Path | None, title: str | None, *, keep: bool = True) -> None:
    _require_terminal()
    desk = open_desk(db, Way.TUI)
    from kpitui.ui.app import KpituiApp
    from kpitui.ui.workplace import Workplace

    drafts = _draft_file(desk) if keep else None
    workplace = Workplace(
        desk.database, desk.actor, desk.config, charset(desk.config), title or desk.database.path.name,
        unsaved=load_typed(drafts) if drafts else Typed(), drafts=drafts,
    )  # fmt: skip
    app = KpituiApp(workplace, _importing(desk), partial(_write_report, desk))
    app.run(mouse=desk.config.mouse)
    if app.return_code:
        sys.exit(app.return_code)


def open_at_gate(desk: Desk, why_it_ends: Callable[[], str], crashed: Callable[[BaseException], str]) -> int:
    """The screens for somebody who came in by SSH, without files of this machine; the exit code.

    `why_it_ends` is asked again and again, and ends the session by a sentence; `crashed` tells a bug in one.
    """
    _require_terminal()
    from kpitui.ui.app import KpituiApp
    from kpitui.ui.visit import Visit
    from kpitui.ui.workplace import Workplace

    visit = Visit(why_it_ends, 60 * desk.config.gate.idle_minutes, crashed)
    drafts = _draft_file(desk)
    workplace = Workplace(
        desk.database, desk.actor, desk.config, charset(desk.config), desk.database.path.name,
        unsaved=load_typed(drafts) if drafts else Typed(), drafts=drafts,
    )  # fmt: skip
    app = KpituiApp(workplace, visit=visit)
    app.run(mouse=desk.config.mouse)
    return app.return_code or 0
