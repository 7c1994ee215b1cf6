"""Files that `kpitui export` wrote, brought in again by import."""

from pathlib import Path

from kpitui.actions.import_entered import EnteredReport
from kpitui.actions.import_report import ImportReport
from kpitui.cli.context import Environment, answer, answer_json, talk
from kpitui.cli.import_told import first_of, tell
from kpitui.cli.import_told import for_programs as asked_for_programs
from kpitui.domain.alike_rejects import alike
from kpitui.domain.import_rows import Rejected
from kpitui.domain.numbers import counted
from kpitui.exchange.evaluation_file import import_evaluation_file
from kpitui.exchange.own_files import OwnFile
from kpitui.exchange.own_files import import_own as import_own_rows
from kpitui.exchange.read_file import Source
from kpitui.exchange.rejects import rejects_file
from kpitui.views.export import Exported


def import_own(
    env: Environment,
    file: Path,
    own: OwnFile,
    *,
    strict: bool,
    dry_run: bool,
    rejects: Path | None,
    as_json: bool,
) -> int:
    """Bring in what is no reading and tell it; the exit code. Raises `BadFile` for what does not
    come in by `kpitui import`.
    """
    with rejects_file(rejects) as on_reject:
        report = import_own_rows(
            env.database, env.actor, file, own, strict=strict, dry_run=dry_run, today=env.today
        )
        if on_reject is not None:
            for rejected in report.rejected:
                on_reject(rejected)
    if as_json:
        answer_json(_for_programs(report))
    else:
        _tell(report, own.what, dry_run=dry_run, strict=strict)
    return 4 if report.rejected else 0


EVALUATED = (Exported.EVALUATIONS, Exported.ANSWERS)


def import_evaluations(
    env: Environment,
    source: Source,
    *,
    strict: bool,
    dry_run: bool,
    rejects: Path | None,
    why: str,
    as_json: bool,
) -> int:
    """Bring in evaluations, ours or those of another program, and tell it; the exit code."""
    with rejects_file(rejects) as on_reject:
        found = import_evaluation_file(
            env.database, env.actor, source, strict=strict, dry_run=dry_run, writing=env.writing,
            why=why, today=env.today,
        )  # fmt: skip
        if isinstance(found, EnteredReport) and on_reject is not None:
            for rejected in found.rejected:
                on_reject(rejected)
    if not isinstance(found, EnteredReport):
        asked = ImportReport(questions=found)
        if as_json:
            answer_json(asked_for_programs(asked))
        else:
            tell(asked, env.speech, dry_run=dry_run, strict=strict)
        return 4
    if as_json:
        answer_json(_for_programs(found))
    else:
        _tell(found, Exported.EVALUATIONS, dry_run=dry_run, strict=strict)
    return 4 if found.rejected else 0


def _for_programs(report: EnteredReport) -> dict[str, object]:
    return {
        "read": report.read, "added": report.added, "unchanged": report.unchanged,
        "rejected_count": len(report.rejected), "rejected": [*map(_reject, report.rejected)],
    }  # fmt: skip


def _reject(one: Rejected) -> dict[str, object]:
    return {"line": one.line, "reason": one.reason}


def _tell(report: EnteredReport, what: Exported, *, dry_run: bool, strict: bool) -> None:
    would = "would be " if dry_run else ""
    answer(
        f"{counted(report.read, what.removesuffix('s'))} read: {report.added:,} {would}added, "
        f"{report.unchanged:,} already there, {len(report.rejected):,} rejected"
    )
    for sentence in first_of(alike(report.rejected)):
        talk(sentence)
    if strict and report.rejected and not dry_run:
        talk("Nothing was added, because of --strict.")
