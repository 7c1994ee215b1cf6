"""Files that the screens read and write on this machine, for the file of an environment."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from shlex import quote

from kpitui.actions.import_report import ImportReport
from kpitui.actions.importing import ImportWanted
from kpitui.cli.context import Environment
from kpitui.domain.errors import BadFile
from kpitui.domain.import_mapping import ColumnMapping, Preview
from kpitui.domain.periods import AsOf
from kpitui.domain.records.metric import Metric
from kpitui.exchange.evaluation_file import is_of_evaluations
from kpitui.exchange.files import open_bytes
from kpitui.exchange.import_file import import_file
from kpitui.exchange.mapping import (
    mapping_of,
    preview_file,
    preview_of,
    profile_of,
    save_profile,
)
from kpitui.exchange.own_files import own_file
from kpitui.exchange.profile import Profile, read_profile
from kpitui.exchange.read_file import Source
from kpitui.exchange.report import write_report
from kpitui.views.export import Exported
from kpitui.views.own_teams import TeamsShown
from kpitui.views.report import DECISION_DAYS, load_report
from kpitui.views.vocabulary import load_metrics_by_id


def look_at(
    env: Environment, path: Path, sheet: str | None, header: int | None, encoding: str | None
) -> Preview:
    """The columns of a file of readings; raises `BadFile`, also for another export of ours, or
    evaluations of another program.
    """
    _require_readings(path)
    if is_of_evaluations(env.database, Source(path, None, sheet, encoding)):
        raise BadFile(
            f"{path.name} holds evaluations of a call sheet; bring it in with: kpitui import "
            f"{path.name}"
        )
    return preview_file(path, sheet, header, encoding)


def by_profile(
    env: Environment, path: Path, profile: Path, sheet: str | None
) -> tuple[Preview, ColumnMapping]:
    """The columns of a file, and what a kept profile takes them for; raises `BadFile`."""
    kept = read_profile(profile)
    source = Source(path, kept, sheet)
    with open_bytes(path) as stream:
        preview = preview_of(source.open(stream), kept.header)
    mapping = mapping_of(kept, preview.columns, _metrics(env, env.today))
    if sheet is not None:
        mapping.sheet = sheet
    return preview, mapping


def bring_in(
    env: Environment, wanted: ImportWanted, *, dry_run: bool, today: date,
    progress: Callable[[int, int], object],
) -> ImportReport:  # fmt: skip
    """Import a file as it is wanted, or only try it."""
    profile = _profile(env, wanted, today) if wanted.mapping is not None else None
    source = Source(wanted.path, profile, wanted.sheet, wanted.encoding, wanted.answers)
    return import_file(
        env.database, env.actor, source, create=wanted.create, dry_run=dry_run,
        writing=env.writing, today=today, progress=progress,
    )  # fmt: skip


def save_wanted(env: Environment, path: Path, wanted: ImportWanted) -> None:
    """Keep how a file was wanted as a profile."""
    save_profile(path, _profile(env, wanted, env.today))


def _profile(env: Environment, wanted: ImportWanted, today: date) -> Profile:
    kept = read_profile(wanted.profile) if wanted.profile is not None else None
    assert wanted.mapping is not None
    return profile_of(wanted.mapping, _metrics(env, today), kept)


def _metrics(env: Environment, today: date) -> list[Metric]:
    return [*load_metrics_by_id(env.database, today).values()]


def _require_readings(path: Path) -> None:
    own = own_file(path)
    if own is not None and own.what is not Exported.READINGS:
        raise BadFile(
            f"{path.name} holds {own.what} that kpitui exported; bring it in with: "
            f"kpitui import {quote(str(path))}"
        )


def write_review(env: Environment, path: Path, shown: TeamsShown) -> None:
    """The review of today in a new file, with the standards of the teams that are shown."""
    today = env.today
    since = today - timedelta(days=DECISION_DAYS)
    found = load_report(env.database, AsOf(today, today), env.config, since, shown)
    write_report(found, env.speech, path)
