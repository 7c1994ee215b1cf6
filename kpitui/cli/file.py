"""Commands about the file: init, doctor, paths."""

from collections.abc import Sequence
from pathlib import Path

import click

from kpitui import paths
from kpitui.actions.files import use_wal
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.metrics import add_metrics
from kpitui.actions.summaries import rebuild
from kpitui.cli.context import (
    answer,
    answer_json,
    database_path,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.config import called_in_settings, rules_in_settings
from kpitui.domain.errors import WrongUsage
from kpitui.domain.numbers import counted
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.text import LINE_LIMIT, clean, command_on
from kpitui.domain.upgrade import Upgrade
from kpitui.storage.opening import create_file, open_file, share_folder
from kpitui.views.catalogue import load_catalogue
from kpitui.views.doctor import SCHEMA, Examination, examine, would_upgrade
from kpitui.views.place import remark_on_sqlite
from kpitui.views.usual_places import CATALOGUES
from kpitui.words.upgrade import upgrade_lines


@click.command()
@db_option
@click.option("--mission", metavar="TEXT", help="The mission of the organisation, in one sentence.")
@click.option(
    "--catalogue", type=click.Choice(CATALOGUES), help="Add the common metrics of a field of work."
)
@click.option(
    "--group",
    metavar="NAME",
    help="Share it with a group: the folder gets mode 2770, the file 0660.",
)
def init(db: Path | None, mission: str | None, catalogue: str | None, group: str | None) -> None:
    """Create a new file; never overwrites one."""
    path = database_path(db)
    document = _plan_of(mission) if mission is not None else None
    metrics = load_catalogue(catalogue) if catalogue else ()
    if group:
        share_folder(path.absolute().parent, group)
    create_file(path)
    if remark := remark_on_sqlite(open_file(path)):
        talk(f"{remark}.")
    made = f"Created {path}"
    if document is not None:
        env = open_environment(path)
        load_plan_document(env.database, env.actor, document, today=env.today)
    if metrics:
        env = open_environment(path)
        added = add_metrics(env.database, env.actor, metrics, why=f"catalogue {catalogue}")
        made += f" with {added} metrics of the catalogue {catalogue}"
    talk(f"{made}. Next: kpitui plan load FILE, or open the screens with: {command_on(path)}")


def _plan_of(mission: str) -> PlanDocument:
    try:
        statement = clean(mission, LINE_LIMIT)
    except ValueError as error:
        raise WrongUsage(f"--mission: {error}.") from None
    if not statement:
        raise WrongUsage("--mission: type the mission in one sentence, or leave it out.")
    return PlanDocument.model_validate({"mission": [{"statement": statement}]})


@click.command()
@db_option
@json_option
@click.option(
    "--rebuild",
    "fix",
    is_flag=True,
    help="Rebuild the day summaries from the readings first.",
)
@click.option(
    "--wal",
    is_flag=True,
    help="Put the file back into WAL mode first, after an old SQLite took it out.",
)
@click.option(
    "--gate",
    "of_gate",
    is_flag=True,
    help="Also check logins over SSH; as root, sshd too.",
)
@click.option(
    "--from", "addresses", multiple=True, metavar="ADDRESS",
    help="With --gate: an address people log in from, where sshd matches by address; repeatable.",
)  # fmt: skip
@click.pass_context
def doctor(
    context: click.Context, db: Path | None, as_json: bool, fix: bool, wal: bool, of_gate: bool,
    addresses: tuple[str, ...],
) -> None:  # fmt: skip
    """Check permissions, location, integrity, version, summaries; exit code 1 on issues."""
    if told := would_upgrade(database_path(db)):
        _tell_upgrade(database_path(db), told, as_json=as_json)
        context.exit(1 if told.refused else 0)
    env = open_environment(db)
    if fix:
        rebuild(env.database, env.actor)
    if wal:
        use_wal(env.database, env.actor)
    found = examine(env.database)
    findings = found.findings
    from kpitui.terminal.textual_inside import remark  # it looks into Textual, which is slow

    notes = (*found.notes, *(one for one in (remark(), _settings_remark()) if one))
    if of_gate:
        from kpitui.gate.setup import look_over

        open_at_gate, unseen = look_over(env.database.path, addresses)
        findings = (*findings, *open_at_gate)
        for one in unseen:
            talk(f"Not checked: {one}.")
    if as_json:
        answer_json(
            {
                "file": str(env.database.path),
                "schema": SCHEMA,
                "ok": not findings,
                "findings": findings,
                "notes": notes,
                "changes": found.changes,
                "seal": found.seal,
                "sessions": found.sessions,
                "upgrade": None,
            }
        )
    else:
        _print_examined(env.database.path, found, findings, notes)
    context.exit(1 if findings else 0)


def _tell_upgrade(path: Path, told: Upgrade, *, as_json: bool) -> None:
    if as_json:
        answer_json({"file": str(path), "schema": told.before, "upgrade": told})
        return
    answer(f"{path}: schema {told.before}, of an older kpitui; it was not changed")
    for line in upgrade_lines(told, path.name):
        answer(line)


def _print_examined(
    path: Path, found: Examination, findings: Sequence[str], notes: Sequence[str]
) -> None:
    answer(
        f"{path}: schema {SCHEMA}, "
        + (counted(len(findings), "issue") if findings else "all is well")
    )
    for finding in findings:
        answer(f"- {finding}")
    for note in notes:
        answer(f"note: {note}")
    if found.sessions:
        answer(f"in the file now: {', '.join(found.sessions)}")
    # Rows cut off at the end leave a chain that holds; anyone who noted this line sees that they
    # are gone.
    answer(f"history: {found.changes} changes, seal {found.seal[:16] or 'none'}")
    answer(f"upgrade: none needed, schema {SCHEMA} is what this kpitui makes")


def _settings_remark() -> str:
    """What of the settings has no effect any more."""
    path = paths.config_file()
    found = ", ".join(called_in_settings(key) for key in rules_in_settings(path))
    said = f"without effect in {path}: {found}; they are rules of the file: kpitui rules"
    return said if found else ""


@click.command("paths")
@db_option
@json_option
def paths_(db: Path | None, as_json: bool) -> None:
    """Show the location of every file that kpitui uses."""
    used = {
        "database": database_path(db),
        "config": paths.config_file(),
        "drafts": paths.drafts(),
        "styles": paths.styles(),
        "samples": paths.samples(),
    }
    if as_json:
        answer_json({name: str(path) for name, path in used.items()})
    else:
        for name, path in used.items():
            answer(f"{name:<10} {path}")
