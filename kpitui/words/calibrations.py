"""Calibrations in words: who scored, never what, until one is closed; then side by side."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kpitui.domain.agreement import Agreement, NoKappa
from kpitui.domain.first_few import and_more
from kpitui.domain.numbers import format_number, percent
from kpitui.domain.sheet_score import answer_word, key_of
from kpitui.views.calibrations import (
    ENOUGH_CALLS,
    CalibrationLine,
    CalibrationPage,
    QuestionCompared,
)
from kpitui.words.spans import Line, Span, line, muted, title
from kpitui.words.speech import Speech

APART = "!"
"""Stands behind an answer that is apart from the others, and before its question."""
WHAT_FOR = "In a calibration several score the same contact blind, and compare once it is closed."
BLIND = "Until it is closed, everyone sees only what they scored themselves."
HEADS = ("agree", "kappa", "calls")
"""What stands right of the answers: over the last calibrations of the sheet together."""
DASH = "–"
UNCRITICAL = "if none were critical"
"""Behind what scores come to without the rule of critical questions."""
NAMED = 8
"""So many of those who scored are named in a sentence."""


class ComparedRow(Struct, frozen=True):
    """A row of the table: a section, a question or the scores; a cell for each evaluator, and
    whether it is apart; then `figures` below `HEADS`.
    """

    name: str
    is_section: bool = False
    differs: bool = False
    cells: tuple[tuple[str, bool], ...] = ()
    figures: tuple[str, str, str] = ("", "", "")


def none_yet(*, of_teams: bool) -> str:
    """That there is none; of some teams alone where no others are shown."""
    return "No calibrations of your teams yet." if of_teams else "No calibrations yet."


def empty(may_open: bool, *, of_teams: bool) -> list[Line]:
    """What a list without any says, and what to do next."""
    opens = [line("a opens one.")] if may_open else []
    return [line(none_yet(of_teams=of_teams)), line(muted(WHAT_FOR)), *opens]


def contact(one: CalibrationLine) -> str:
    """Which contact it is."""
    return f"{one.person}, contact {one.calibration.reference}"


def state(one: CalibrationLine, speech: Speech) -> Span:
    """Whether it is open, in one word and a day."""
    if one.calibration.closed_on is None:
        return Span("open", "accent")
    return muted(f"closed {speech.day(one.calibration.closed_on)}")


def scored_by(one: CalibrationLine) -> str:
    """How many have scored it, and who, where that may be seen."""
    if not one.count:
        return "no one scored it yet"
    if not one.scorers:
        return f"scored by {one.count}"
    return f"scored by {and_more(one.scorers, NAMED)}"


def state_word(one: CalibrationLine) -> Span:
    """The same for a column: of an open one whether one has yet to score it."""
    if not one.calibration.is_open:
        return muted("closed")
    return Span("to score", "warning") if one.to_score else Span("open", "accent")


def who_scored(one: CalibrationLine) -> str:
    """Who has scored it, for a column; how many, where no names are seen."""
    if not one.count:
        return "no one yet"
    return f"{one.count}: {', '.join(one.scorers)}" if one.scorers else str(one.count)


def listed(one: CalibrationLine, speech: Speech) -> Line:
    """A calibration in a line."""
    call, word = one.calibration, state_word(one)
    return line(
        f"{call.id:>3}  ", Span(f"{word.text:<8}", word.style),
        f"  {speech.day(call.date)}  {contact(one)}  ",
        muted(f"{one.sheet.name}: "), scored_by(one),
    )  # fmt: skip


def heading(page: CalibrationPage, speech: Speech) -> Iterator[Line]:
    """Which contact, what came of it in a sentence or two, and how it stands."""
    one = page.line
    call = one.calibration
    about = [one.sheet.name, speech.day(call.date), call.channel, f"opened by {one.opened_by}"]
    yield line(title(contact(one)), muted(f"  {' · '.join(filter(None, about))}"))
    if not call.is_open:
        yield line(*_outcome(page, speech))
        if page.unfailed_span:
            low, high = (speech.value(one, page.metric) for one in page.unfailed_span)
            yield line(muted(f"Scores {UNCRITICAL}: {low if low == high else f'{low} to {high}'}."))
    yield line(state(one, speech), f" · {scored_by(one)}")
    if call.note:
        yield line(muted(call.note))
    if not page.all_blind:
        does = "scores" if call.is_open else "scored"
        said = f"It was closed once and opened again: not everyone {does} it blind."
        yield line(Span(said, "warning"))
    if call.is_open:
        yield line(muted(BLIND))


def _outcome(page: CalibrationPage, speech: Speech) -> Iterator[str | Span]:
    if page.span is None:
        yield "No question applies for anyone."
        return
    low, high = (speech.value(one, page.metric) for one in page.span)
    yield f"Everyone came to {low}. " if low == high else f"Scores from {low} to {high}. "
    apart, asked = len(page.apart), len(page.questions)
    if not apart:
        yield Span(f"All {asked} questions are seen alike.", "good")
        return
    verb = "differs" if apart == 1 else "differ"
    yield Span(f"{apart} of {asked} questions {verb} by more than a tenth ({APART}).", "warning")


def own_answers(page: CalibrationPage, speech: Speech) -> Iterator[Line]:
    """What one scored oneself."""
    if page.own is None:
        return
    given = {answer.question_id: answer.value for answer in page.own.answers}
    keys = "".join(
        key_of(question, given[question.id])
        for question in page.line.version.questions
        if question.id in given
    )
    score = DASH if page.own.score is None else speech.value(page.own.score, page.metric)
    yield line(f"You scored {score}: {keys}", muted(f"  {page.own.note}" if page.own.note else ""))


def evaluators(page: CalibrationPage) -> list[str]:
    """The names above the columns of answers."""
    return [evaluation.evaluator for evaluation in page.evaluations]


def table(page: CalibrationPage, speech: Speech) -> Iterator[ComparedRow]:
    """Each question below its section, and the scores of all last."""
    names, section = evaluators(page), ""
    for question in page.questions:
        if question.question.section != section:
            section = question.question.section
            yield ComparedRow(section, is_section=True)
        yield _row(question, names, speech)
    if names:
        yield _scores("Score", [evaluation.score for evaluation in page.evaluations], page, speech)
    if names and page.unfailed_span:
        unfailed = [evaluation.unfailed for evaluation in page.evaluations]
        yield _scores(f"Score {UNCRITICAL}", unfailed, page, speech)


def _scores(
    name: str, scores: Sequence[float | None], page: CalibrationPage, speech: Speech
) -> ComparedRow:
    said = (
        DASH if score is None else speech.value(score, page.metric, unit=False) for score in scores
    )
    return ComparedRow(name, cells=tuple((one, False) for one in said))


def _row(one: QuestionCompared, names: Sequence[str], speech: Speech) -> ComparedRow:
    apart = one.difference.apart if one.difference else ()
    return ComparedRow(
        one.question.text,
        differs=one.difference is not None,
        cells=tuple(
            (key_of(one.question, one.answers[name]) if name in one.answers else "", name in apart)
            for name in names
        ),
        figures=_figures(one, speech),
    )


def _figures(one: QuestionCompared, speech: Speech) -> tuple[str, str, str]:
    found = one.agreement
    return share(found), kappa(one, speech), str(found.calls)


def share(found: Agreement) -> str:
    """How many answers to the same call agree; a dash where nothing was compared."""
    return DASH if found.share is None else percent(found.share)


def kappa(one: QuestionCompared, speech: Speech) -> str:
    """Kappa with two decimals; a dash where there is none."""
    if one.kappa is None:
        return DASH
    return format_number(one.kappa, 2, "", decimal_comma=speech.writing.decimal_comma)


def apart_lines(page: CalibrationPage) -> Iterator[Line]:
    """Each question that is seen differently, and who gave which answer."""
    for compared in page.apart:
        given = " · ".join(
            f"{answer}: {', '.join(names)}" for answer, names in _by_answer(compared).items()
        )
        yield line(f"{APART} {compared.question.text}  ", muted(given))


def _by_answer(one: QuestionCompared) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in one.answers.items():
        found.setdefault(answer_word(one.question, value), []).append(name)
    return found


def question_lines(one: QuestionCompared, speech: Speech) -> Iterator[Line]:
    """A question in full, and who gave which answer."""
    found = one.agreement
    alike = "" if found.share is None else f"agree {share(found)}"
    told = kappa(one, speech)
    more = f"kappa {told}" if told != DASH else f"no kappa: {why_no_kappa(found)}"
    yield line(title(one.question.text), muted(f"  {' · '.join(filter(None, (alike, more)))}"))
    for answer, names in _by_answer(one).items():
        anchor = one.question.anchor(answer)
        yield line(f"{answer}: {', '.join(names)}", muted(f"  {anchor}" if anchor else ""))


def notes(page: CalibrationPage) -> Iterator[Line]:
    """What the figures are of, and why some question has no kappa."""
    if page.line.calibration.is_open or not page.questions:
        return
    of = "this calibration alone" if page.together == 1 else f"the last {page.together}"
    kinds = sorted(
        {question.agreement.kind for question in page.questions if question.agreement.calls}
    )
    whose = f" ({' or '.join(kinds)})" if kinds else ""
    yield line(
        muted(
            "agree: how many of two answers to a call are equal, each call counting alike; "
            f"kappa{whose}: agreement beyond chance, 1 is full and "
            f"0 is chance. Both are of {of} with this sheet; calls: how many of those count."
        )
    )
    reasons = {
        why_no_kappa(question.agreement) for question in page.questions if question.kappa is None
    }  # fmt: skip
    for reason in sorted(reasons):
        yield line(muted(f"No kappa ({DASH}): {reason}."))


def short_note(page: CalibrationPage) -> Line:
    """What the figures are of, in a line."""
    of = "this calibration" if page.together == 1 else f"the last {page.together} with this sheet"
    return line(muted(f"agree, kappa: of {of}"))


def why_no_kappa(found: Agreement) -> str:
    """Why a question has none, in words."""
    if found.reason is NoKappa.NOTHING_SHARED:
        return NoKappa.NOTHING_SHARED.value
    if found.calls < ENOUGH_CALLS:
        return "one call alone cannot tell agreement from chance"
    return NoKappa.ALL_ALIKE.value
