"""What an import did, would do, or has to ask, as it is printed."""

from collections.abc import Iterator, Sequence

from kpitui.actions.import_report import Assumed, ImportReport, Updated, listed
from kpitui.cli.context import answer, talk
from kpitui.domain.alike_rejects import alike, several_not_known, some_lines
from kpitui.domain.first_few import and_dots
from kpitui.domain.import_answers import Asked, ImportQuestion
from kpitui.domain.numbers import counted
from kpitui.words.speech import Speech

SHOWN_REJECTS = 20
SHOWN_NAMES = 5
SHOWN_EXAMPLES = 3


def for_programs(report: ImportReport) -> dict[str, object]:
    """The report as JSON has it."""
    return {
        "read": report.read, "added": report.added, "unchanged": report.unchanged,
        "rejected_count": report.rejected_count,
        "rejected": [{"line": one.line, "reason": one.reason} for one in report.rejected],
        "new_metrics": report.new_metrics, "new_people": report.new_people,
        "new_teams": report.new_teams, "no_value_count": report.no_value_count,
        "updated_count": report.updated_count, "updated": [*map(_updated, report.updated)],
        "assumed": [_assumed(assumed) for assumed in report.assumed],
        "questions": [_question(question) for question in report.questions],
        "moves": [
            {"person": one.person, "old": one.old or None, "new": one.new, "on": one.on.isoformat(),
             "made": one.made} for one in report.moves
        ],
        "said": report.said,
    }  # fmt: skip


def _updated(one: Updated) -> dict[str, object]:
    return {
        "line": one.line, "metric": one.metric, "subject": one.subject, "date": one.date,
        "old": one.old, "new": one.new,
    }  # fmt: skip


def _assumed(one: Assumed) -> dict[str, object]:
    found = one.definition
    return {
        "metric": found.name, "code": found.code, "unit": found.unit,
        "direction": found.direction.value, "aggregation": found.aggregation.value,
        "cadence": found.cadence.value, "decimals": found.decimals, "reasons": one.reasons,
    }  # fmt: skip


def _question(one: ImportQuestion) -> dict[str, object]:
    return {
        "asked": one.asked.value, "sentence": one.sentence, "answers": [*one.answers],
        "default": one.default or None, "examples": [*one.examples],
    }  # fmt: skip


def tell(report: ImportReport, speech: Speech, *, dry_run: bool, strict: bool) -> None:
    """Print what came of it; what could not be taken, and what is asked, as messages."""
    if not report.questions:
        _tell_done(report, dry_run=dry_run)
    for sentence in (*_corrected(report, speech, dry_run=dry_run), *_moved(report, speech)):
        answer(sentence)
    for line in _table(report.assumed):
        answer(line)
    for sentence in report.said:
        talk(speech.words(sentence))
    if report.questions:
        _ask(report)
        return  # what is not answered yet stands among the rejects too
    for sentence in _rejected(report):
        talk(speech.words(sentence))
    if strict and report.rejected_count and not dry_run:
        talk("Nothing was added, because of --strict.")


def _rejected(report: ImportReport) -> Iterator[str]:
    """What was not taken, a sentence a reason."""
    several, others = several_not_known(report.rejected, report.rejected_lines)
    for known in several:
        names = listed(known.names, SHOWN_NAMES)
        where = counted(known.count, "line")
        yield (
            f"{len(known.names):,} {known.what} are not known: {names}; --create makes them "
            f"({where}: {some_lines(known.lines)})"
        )
    more = report.rejected_count > len(report.rejected)
    yield from first_of(alike(others, report.rejected_lines), more=more)


def first_of(sentences: Sequence[str], *, more: bool = False) -> Iterator[str]:
    """The first sentences about what was not taken, and where the rest is."""
    yield from sentences[:SHOWN_REJECTS]
    if more or len(sentences) > SHOWN_REJECTS:
        yield "and more; --rejects FILE lists every line that is not taken"


def _tell_done(report: ImportReport, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    corrected = f"{report.updated_count:,} {would}corrected, " if report.updated_count else ""
    answer(
        f"{counted(report.read, 'reading')} read: {report.added:,} {would}added, {corrected}"
        f"{report.unchanged:,} already there, {report.rejected_count:,} rejected"
    )
    if report.no_value_count:
        cells = counted(report.no_value_count, "cell has", "cells have")
        texts = dict.fromkeys(value.text.strip() or "(empty)" for value in report.no_value)
        answer(f"{cells} no value ({', '.join([*texts][:SHOWN_NAMES])})")
    for kind, names in (
        ("metrics", report.new_metrics),
        ("people", report.new_people),
        ("teams", report.new_teams),
    ):
        if names:
            answer(f"new {kind}: {len(names):,}: {listed(names, SHOWN_NAMES)}")


def _ask(report: ImportReport) -> None:
    talk("Nothing imported yet. Answer this first:")
    for question in report.questions:
        talk(f"  {question.sentence}")
        if examples := question.unsaid_examples:
            talk(f"    for example: {and_dots(examples, SHOWN_EXAMPLES, '; ')}")
        talk(f"    {_option(question)}")
    if any(question.default for question in report.questions):
        talk("  --yes takes the answer in brackets.")


_OPEN = {Asked.DATE: "DAY", Asked.METRIC: "NAME", Asked.HEADER: "LINE", Asked.SHEET: "NAME"}


def _option(one: ImportQuestion) -> str:
    name = one.asked.value
    if name == "update":
        return "--update"
    choices = "|".join(f"[{text}]" if text == one.default else text for text in one.answers)
    return f"--{name} {choices or _OPEN[one.asked]}"


def _table(assumed: list[Assumed]) -> Iterator[str]:
    """What was assumed of each new metric, a line each, and why."""
    if not assumed:
        return
    rows = [("metric", "code", "unit", "better when", "combine by", "recorded", "decimals")]
    rows += [
        (
            one.definition.name, one.definition.code, one.definition.unit or "-",
            one.definition.direction.value + ("" if _knows(one, "direction") else "?"),
            one.definition.aggregation.word, one.definition.cadence.value,
            str(one.definition.decimals),
        )
        for one in assumed
    ]  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(
            f"{text:<{width}}" for text, width in zip(row, widths, strict=True)
        ).rstrip()
    yield "Assumed from names and values; press o in kpitui to sort them and fix what is wrong."


def _knows(one: Assumed, field: str) -> bool:
    return field not in one.reasons or "catalogue" in one.reasons[field]


def _corrected(report: ImportReport, speech: Speech, *, dry_run: bool) -> Iterator[str]:
    would = "would become" if dry_run else "became"
    for updated in report.updated[:SHOWN_REJECTS]:
        yield speech.words(
            f"line {updated.line}: {updated.metric}, {updated.subject}, {updated.date}: "
            f"{updated.old} {would} {updated.new}"
        )
    if report.updated_count > SHOWN_REJECTS:
        yield f"and {report.updated_count - SHOWN_REJECTS:,} more corrections"


def _moved(report: ImportReport, speech: Speech) -> Iterator[str]:
    for move in report.moves[:SHOWN_REJECTS]:
        old = f"from {move.old} " if move.old else ""
        done = "" if move.made else " in the file; --create moves them here too"
        yield f"{move.person}: {old}to {move.new} on {speech.day(move.on)}{done}"
    if len(report.moves) > SHOWN_REJECTS:
        yield f"and {len(report.moves) - SHOWN_REJECTS:,} more moves"
