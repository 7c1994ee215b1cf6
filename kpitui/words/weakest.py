"""What is said of the questions that someone is weakest on."""

from collections.abc import Iterator

from msgspec import Struct

from kpitui.domain.numbers import counted, percent
from kpitui.views.weakest import Weakest, WeakQuestion
from kpitui.words.spans import Line, Span, line, muted

HEAD = "Weakest questions"
EXPLAINED = "within chance: luck alone makes some this low among so many questions"


class WeakRow(Struct, frozen=True):
    """A question, its share and that of the others, and both with the verdict in words."""

    name: str
    share: float
    others: float | None
    value: str
    beside: str
    verdict: Span


def heading(found: Weakest, *, of_team: bool = False) -> Line:
    """From how many evaluations it is, and with whom they are compared."""
    return line(Span(HEAD, "heading"), muted(f"  {basis(found, of_team=of_team)}"))


def basis(found: Weakest, *, of_team: bool = False) -> str:
    """The same without its head."""
    if found.not_shown:
        return found.not_shown
    count = found.evaluations
    said = counted(count, "evaluation")
    if of_team:
        said += f", the last {found.last} of each agent"
    if not found.others:
        return f"{said}; no others to compare with"
    what = "team" if of_team else "agent"
    of = f" in {found.team}" if found.team else ""
    return f"{said}, beside {found.others} other {what}{'' if found.others == 1 else 's'}{of}"


def rows(questions: tuple[WeakQuestion, ...]) -> Iterator[WeakRow]:
    """A row each."""
    for weak_question in questions:
        share = weak_question.share
        others = share.others_mean
        yield WeakRow(
            name=weak_question.question.text,
            share=share.mean,
            others=others,
            value=f"{percent(share.mean)}, {sample(weak_question)}",
            beside="" if others is None else f"others {percent(others)}",
            verdict=verdict(weak_question),
        )


def told(found: Weakest | None, *, of_team: bool = False) -> Iterator[Line]:
    """The same without bars, a line each, those that stand on a page; nothing where no contact was
    scored.
    """
    if found is None:
        return
    yield line(f"{HEAD}: ", basis(found, of_team=of_team))
    for row in rows(found.weak):
        yield line("  ", question(row))


def question(one: WeakRow) -> Line:
    """A question with its share, that of the others, and the verdict."""
    beside = f", {one.beside}" if one.beside else ""
    verdict = f", {one.verdict.text}" if one.verdict.text else ""
    return line(f"{one.name}  {one.value}{beside}{verdict}")


def sample(one: WeakQuestion) -> str:
    """Of how many answers a share is: “2 of 9” were yes, or “9 answers”."""
    if one.counted is not None:
        return "{} of {}".format(*one.counted)
    return counted(one.share.n, "answer")


def verdict(one: WeakQuestion) -> Span:
    """Whether it is weaker than the others' by more than chance."""
    if one.share.chance is None:
        return muted("")
    if one.share.clear:
        return Span("more than chance", "warning")
    if one.share.few:
        return muted("too few answers")
    return muted("within chance")


def proposal(found: Weakest | None) -> str:
    """The weakest question as a focus of coaching, with its sample: “Read order back: 2 of 9”;
    nothing where all is well. Whether it is more than chance is said too.
    """
    if found is None or not found.weak:
        return ""
    first = found.weak[0]
    counted = sample(first) if first.counted else f"{percent(first.share.mean)} of {sample(first)}"
    sure = verdict(first).text
    return f"{first.question.text}: {counted}{f', {sure}' if sure else ''}"
