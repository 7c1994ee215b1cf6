"""Commands about the file: init, doctor, paths."""

from pathlib import Path

import click

from kpitui import paths
from kpitui.actions.files import create_file, open_file, share_folder, use_wal
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.metrics import add_metrics
from kpitui.actions.summaries import rebuild
from kpitui.cli.context import answer, answer_json, database_path, db_option, json_option, open_desk, talk
from kpitui.domain.coaching import LINE_LIMIT
from kpitui.domain.errors import WrongUsage
from kpitui.domain.plan_document import MissionPart, PlanDocument
from kpitui.domain.text import clean
from kpitui.views.catalogue import load_catalogue
from kpitui.views.doctor import SCHEMA, examine
from kpitui.views.place import remark_on_sqlite
from kpitui.views.usual_places import CATALOGUES


@click.command()
@db_option
@click.option("--mission", metavar="TEXT", help="The mission of the organisation, in one sentence.")
@click.option("--catalogue", type=click.Choice(CATALOGUES), help="Add the common metrics of a field.")
@click.option("--group", metavar="NAME", help="Share it with a group: the folder is made 2770, the file 0660.")
def init(db: Path | None, mission: str | None, catalogue: str | None, group: str | None) -> None:
    """Make a new file; an existing one is refused."""
    path = database_path(db)
    document = _plan_of(mission) if mission is not None else None
    metrics = load_catalogue(catalogue) if catalogue else ()
    if group:
        share_folder(path.absolute().parent, group)
    create_file(path)
    if remark := remark_on_sqlite(open_file(path)):
        talk(f"{remark}.")
    made = f"Made {path}"
    if document is not None:
        desk = open_desk(path)
        load_plan_document(desk.database, desk.actor, document, today=desk.today)
    if metrics:
        desk = open_desk(path)
        added = add_metrics(desk.database, desk.actor, metrics, why=f"catalogue {catalogue}")
        made += f" with {added} metrics of the catalogue {catalogue}"
    talk(f"{made}. Next: kpitui plan load FILE, or open the screens with: kpitui --db {path}")


def _plan_of(mission: str) -> PlanDocument:
    try:
        statement = clean(mission, LINE_LIMIT)
    except ValueError as error:
        raise WrongUsage(f"--mission: {error}.") from None
    if not statement:
        raise WrongUsage("--mission: say the mission in one sentence, or leave it out.")
    return PlanDocument(mission=(MissionPart(statement=statement),))


@click.command()
@db_option
@json_option
@click.option("--rebuild", "mend", is_flag=True, help="Work the day summaries out anew from the readings first.")
@click.option("--wal", is_flag=True, help="Bring it back into WAL mode first, which an old SQLite took it out of.")
@click.option("--gate", "of_gate", is_flag=True, help="Look at how people come in by SSH, too; as root also at sshd.")
@click.option(
    "--from", "addresses", multiple=True, metavar="ADDRESS",
    help="With --gate: an address that people come from, as sshd may match by it; several for more.",
)  # fmt: skip
@click.pass_context
def doctor(
    context: click.Context, db: Path | None, as_json: bool, mend: bool, wal: bool, of_gate: bool,
    addresses: tuple[str, ...],
) -> None:  # fmt: skip
    """Look the file over: rights, place, integrity, version, summaries; exit 1 on findings."""
    desk = open_desk(db)
    if mend:
        rebuild(desk.database, desk.actor)
    if wal:
        use_wal(desk.database, desk.actor)
    found = examine(desk.database)
    findings = found.findings
    if of_gate:
        from kpitui.cli.gate_setup import look_over

        open_at_gate, unseen = look_over(desk.database.path, addresses)
        findings = (*findings, *open_at_gate)
        for one in unseen:
            talk(f"Not looked at: {one}.")
    if as_json:
        shown = {"file": str(desk.database.path), "schema": SCHEMA, "ok": not findings, "findings": findings}
        shown["notes"] = found.notes
        answer_json(shown | {"changes": found.changes, "seal": found.seal, "sessions": found.sessions})
    else:
        answer(
            f"{desk.database.path}: schema {SCHEMA}, " + (f"{len(findings)} findings" if findings else "all is well")
        )
        for finding in findings:
            answer(f"- {finding}")
        for note in found.notes:
            answer(f"note: {note}")
        if found.sessions:
            answer(f"in the file now: {', '.join(found.sessions)}")
        # Rows cut off at the end leave a chain that holds; whoever noted this line sees that they are gone.
        answer(f"history: {found.changes} changes, seal {found.seal[:16] or 'none'}")
    context.exit(1 if findings else 0)


@click.command("paths")
@db_option
@json_option
def paths_(db: Path | None, as_json: bool) -> None:
    """Every file that kpitui uses."""
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
