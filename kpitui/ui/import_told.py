"""What an import would do, did, or has to ask, as lines of the Import screen."""

from collections.abc import Iterator, Sequence

from kpitui.actions.import_report import Assumed, ImportReport, listed
from kpitui.domain.alike_rejects import NotKnown, alike, several_not_known
from kpitui.domain.first_few import and_dots
from kpitui.domain.import_answers import Asked, ImportQuestion
from kpitui.domain.numbers import counted, unit_name
from kpitui.ui.import_choices import KEEP, TAKE, ImportChoices
from kpitui.words.sorting import in_short
from kpitui.words.spans import Line, Span, line, muted, strong, title
from kpitui.words.speech import Speech

SHOWN = 20
"""So many corrections, moves and kinds of reasons are shown."""

NAMES, EXAMPLES, METRICS = 6, 3, 60

ANSWERS = {
    "dmy": "day first", "mdy": "month first", "yes": "share of yes", "count": "how many",
}  # fmt: skip
"""Answers in words, where the option has none of its own."""

_HERE = {
    "; --update takes the new one": ", which stays",
    "define it with kpitui plan load, make it with --create, or": "press n to make it, or",
    "import with --create": "press n to make it",
}  # fmt: skip
"""What stands here in place of an option of the command."""

_LACKING = ("there is no metric", "there is no person", "no one in your teams", "there is no team")


def update_question(report: ImportReport) -> list[ImportQuestion]:
    """Whether other values are corrections, where a try has met any."""
    count = report.updated_count
    if not count:
        return []
    hold = "line holds" if count == 1 else "lines hold"
    sentence = f"{count:,} {hold} another value than is recorded: keep the old, or take the new?"
    examples = tuple(
        f"{updated.metric}, {updated.subject}, {updated.date}: {updated.old} → {updated.new}"
        for updated in report.updated[:SHOWN]
    )
    return [ImportQuestion(Asked.UPDATE, sentence, (KEEP, TAKE), "", examples)]


def question_lines(question: ImportQuestion, answer: str | None) -> list[Line]:
    """A question, its examples, and its answers by number, the chosen one in brackets."""
    mark = Span("? ", "warning") if answer is None else Span("✓ ", "good")
    lines = [line(mark, strong(question.sentence))]
    if examples := question.unsaid_examples:
        lines.append(line(muted(f"  e.g. {and_dots(examples, EXAMPLES, '; ')}")))
    parts = []
    for number, one in enumerate(question.answers, start=1):
        words = ANSWERS.get(one, one)
        chosen = one == answer
        parts.append(Span(f" {number} [{words}]" if chosen else f" {number}  {words} ",
                          "accent" if chosen else ""))  # fmt: skip
    if is_typed(question):
        own = answer is not None and answer not in question.answers
        parts.append(Span(f"  [{answer}]" if own else "  Enter: type it", "accent"))
    return [*lines, line(" ", *parts)]


def is_typed(question: ImportQuestion) -> bool:
    """Whether any day or name can be the answer."""
    return question.asked in (Asked.DATE, Asked.METRIC)


def columns_said(choices: ImportChoices) -> tuple[str | Line, ...]:
    """How a file is read, the keys that change it, and what to do with its columns."""
    preview = choices.preview
    sheet = f"sheet {choices.sheet}   " if choices.sheet else ""
    several = f", one of {len(preview.tables)} tables" if preview.tables else ""
    across = f" (they are: {' and '.join(choices.mapping.across)})" * bool(choices.mapping.across)
    profile = f"by {choices.profile.name}" if choices.profile else "none"
    found = {None: "as found", True: "comma", False: "point"}[preview.decimal_comma]
    dates = {None: "as found", "dmy": "day first", "mdy": "month first"}[choices.dates]
    return (
        line(
            sheet, Span("t", "key"), f" headings on line {preview.header}{several}{across}   ",
            Span("m", "key"), f" profile {profile}   ", Span("p", "key"), " save as profile",
        ),
        line(
            Span("d", "key"), f" dates {dates}   ",
            Span("c", "key"), f" decimal sign {choices.decimal or found}   ",
            Span("n", "key"), f" new names {'added' if choices.create else 'left out'}",
        ),
        "Left, right or space change what a column is. Enter tries the import, ^s imports.",
    )  # fmt: skip


def next_step(choices: ImportChoices, *, done: bool, is_fresh: bool) -> str:
    """What is to be done next with a file that was tried, or came in; `is_fresh` where its report
    is by the answers as they are.
    """
    name = choices.path.name
    if done:
        return f"{name} is imported. u undoes it, o sorts the metrics, esc opens another file."
    if count := len(choices.unanswered):
        what = "a question" if count == 1 else f"{count} questions"
        return f"{name} is not imported yet: {what} to answer. Use left, right or the number."
    if is_fresh:
        return f"{name} is not imported yet. Enter imports it, esc changes its columns."
    return f"{name} is not imported yet. Enter tries these answers, ^s imports it."


def report_lines(
    report: ImportReport, speech: Speech, *, done: bool, keeps_old: bool
) -> Iterator[Line]:
    """What came of an import, or would come, after what it asks."""
    yield _summary(report, done=done, keeps_old=keeps_old)
    if not done and any(rejected.reason.startswith(_LACKING) for rejected in report.rejected):
        yield line(Span("Some names are not known here: press esc, then n adds them.", "accent"))
    yield from _table(report.assumed)
    yield from _new(report)
    yield from _moved(report, speech)
    if done or not keeps_old:
        yield from _corrected(report, "became" if done else "becomes")
    if report.no_value_count:
        texts = dict.fromkeys(value.text.strip() or "(empty)" for value in report.no_value)
        cells = counted(report.no_value_count, "cell has", "cells have")
        yield line(f"{cells} no value ({', '.join([*texts][:NAMES])})")
    for sentence in report.said:
        yield line(speech.words(sentence))
    yield from _rejects(report, speech)


def _summary(report: ImportReport, *, done: bool, keeps_old: bool) -> Line:
    if report.questions:
        read = counted(report.read, "reading")
        return line(title(f"{read}; how many come in is counted once all is answered"))
    would = "" if done else "would be "
    others = report.updated_count
    corrected = f"{others:,} {would}corrected, " if others and not keeps_old else ""
    kept = f"{others:,} with another value, " if others and keeps_old and not done else ""
    return line(
        title(
            f"{counted(report.read, 'reading')}: {report.added:,} {would}added, {corrected}"
            f"{kept}{report.unchanged:,} already there, {report.rejected_count:,} rejected"
        )
    )


def _moved(report: ImportReport, speech: Speech) -> Iterator[Line]:
    for move in report.moves[:SHOWN]:
        old = f"from {move.old} " if move.old else ""
        made = "" if move.made else " (in the file; n moves them here too)"
        yield line(f"{move.person}: {old}to {move.new} on {speech.day(move.on)}{made}")
    if len(report.moves) > SHOWN:
        yield line(muted(f"and {len(report.moves) - SHOWN:,} more moves"))


def _corrected(report: ImportReport, became: str) -> Iterator[Line]:
    for updated in report.updated[:SHOWN]:
        yield line(
            f"line {updated.line}: {updated.metric}, {updated.subject}, {updated.date}: "
            f"{updated.old} {became} {updated.new}"
        )
    if report.updated_count > SHOWN:
        yield line(muted(f"and {report.updated_count - SHOWN:,} more corrections"))


def _new(report: ImportReport) -> Iterator[Line]:
    known = {assumed.definition.name for assumed in report.assumed}
    defined = [name for name in report.new_metrics if name not in known]
    for kind, names in (
        ("metrics", defined), ("people", report.new_people), ("teams", report.new_teams),
    ):  # fmt: skip
        if names:
            yield line(f"new {kind}: {listed(names, NAMES)}")


def _table(assumed: Sequence[Assumed]) -> Iterator[Line]:
    """What is assumed of each new metric, a line each."""
    if not assumed:
        return
    rows = [
        (
            one.definition.name[:28], unit_name(one.definition.unit) or "-",
            in_short(one.definition.direction) + ("?" if _not_known(one) else ""),
            in_short(one.definition.aggregation), one.definition.cadence.value,
            str(one.definition.decimals),
        )
        for one in assumed[:METRICS]
    ]  # fmt: skip
    heads = ("new metric", "unit", "better", "combine", "recorded", "decimals")
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]

    def told(row: Sequence[str]) -> str:
        return "  ".join(f"{text:<{size}}" for text, size in zip(row, widths, strict=True)).rstrip()

    yield line(muted(told(heads)))
    for row in rows:
        yield line(told(row))
    if len(assumed) > METRICS:
        yield line(muted(f"and {len(assumed) - METRICS:,} more"))
    yield line(muted("Assumed from names and values; on Sort each is changed with one key."))


def _not_known(one: Assumed) -> bool:
    return "catalogue" not in one.reasons.get("direction", "catalogue")


def _not_known_here(one: NotKnown) -> str:
    names = listed(one.names, NAMES)
    return (
        f"{counted(one.count, 'line')}: {len(one.names):,} {one.what} are not known: "
        f"{names}; n makes them"
    )


def _rejects(report: ImportReport, speech: Speech) -> Iterator[Line]:
    if report.questions:
        return  # what is not answered yet stands among them too
    several, others = several_not_known(report.rejected, report.rejected_lines)
    told = [*map(_not_known_here, several), *alike(others, report.rejected_lines)]
    for sentence in told[:SHOWN]:
        for option, here in _HERE.items():
            sentence = sentence.replace(option, here)
        yield line(Span("✗ ", "severity:serious"), speech.words(sentence))
    if len(told) > SHOWN:
        yield line(muted(f"and {len(told) - SHOWN:,} other reasons"))
    if report.rejected_count > len(report.rejected):
        yield line(muted("kpitui import --rejects FILE lists every line that is not taken"))
