"""What the answers on a call sheet come to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.records.evaluation import Answer
from kpitui.domain.records.sheet import AnswerKind, Question, Sheet

EXACT = 10
"""So many decimals of a score are kept: a sheet of numbers holds it as it is, and hands it back."""


class Score(Struct, frozen=True):
    """The score of an evaluation from 0 to 100, None where no question applies.

    `unfailed` is what it were if no critical question had failed; `failed` are those that did.
    """

    score: float | None
    unfailed: float | None
    failed: tuple[Question, ...] = ()


def share_of(question: Question, value: float) -> float:
    """How much of a question an answer is worth, from 0 to 1: yes 1, no 0; of a scale (x−1)/4; of a
    count max(0, 1 − x/limit).
    """
    return share_by_kind(question.kind, question.most, value)


def share_by_kind(kind: AnswerKind, most: int | None, value: float) -> float:
    """The same of a question of that kind, with that limit."""
    if kind is AnswerKind.SCALE:
        return (value - 1) / 4
    if kind is AnswerKind.COUNT:
        assert most is not None
        return max(0.0, 1 - value / most)
    return value


def score_of(questions: Sequence[Question], answers: Mapping[int, float | None]) -> Score:
    """100·Σw·share/Σw over the questions that are answered; 0 where a critical one is answered with
    no. `answers` are by the id of the question; those missing count as little as those that do not
    apply.
    """
    weight = weighted = 0.0
    failed = []
    for question in questions:
        value = answers.get(question.id)
        if value is None:
            continue
        weight += question.weight
        weighted += question.weight * share_of(question, value)
        if question.critical and value == 0:
            failed.append(question)
    if not weight:
        return Score(None, None)
    whole = round(100 * weighted / weight, EXACT)
    return Score(0.0 if failed else whole, whole, tuple(failed))


def counted(questions: Iterable[Question]) -> list[Question]:
    """What a score is made of: the questions without their words and their order."""
    bare = [replace(question, id=0, text="", section="", anchors=()) for question in questions]
    return sorted(bare, key=lambda question: question.key)


def rescored(sheets: Iterable[Sheet]) -> dict[date, list[str]]:
    """The days from which a score is made of something else than before, with the names of the
    sheets; a version with other words only is none.
    """
    found: dict[date, list[str]] = {}
    for sheet in sheets:
        for before, after in pairwise(sheet.versions):
            if counted(before.questions) != counted(after.questions):
                found.setdefault(after.starts_on, []).append(sheet.name)
    return found


NOT_APPLICABLE = "-"
MOST_EVENTS = 10_000
"""A file may bring more of what is counted than one key can say."""


def read_answer(question: Question, typed: str) -> float | None:
    """The value of an answer as it is typed: y or n, a digit, or - where it does not apply. Raises
    ValueError with what it can be.
    """
    key = typed.strip().casefold().replace("–", "-").replace("−", "-")
    if key in (NOT_APPLICABLE, "n/a", "na"):
        if not question.not_applicable:
            raise ValueError(f"“{question.text}” always applies; answer {keys_of(question)}")
        return None
    if question.kind is AnswerKind.YES_NO:
        if key in ("y", "yes"):
            return 1.0
        if key in ("n", "no"):
            return 0.0
    elif key in question.answers or (question.kind is AnswerKind.COUNT and _is_count(key)):
        return float(key)
    raise ValueError(f"“{question.text}” cannot be “{typed}”; answer {keys_of(question)}")


def _is_count(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and int(typed) <= MOST_EVENTS


def keys_of(question: Question) -> str:
    """The keys that answer a question, in words."""
    keys = {
        AnswerKind.YES_NO: "y or n",
        AnswerKind.SCALE: "1 to 5",
        AnswerKind.COUNT: "a number from 0 to 9",
    }[question.kind]
    return f"{keys}, or - where it does not apply" if question.not_applicable else keys


def key_of(question: Question, value: float | None) -> str:
    """The key that an answer was typed with."""
    if value is None:
        return NOT_APPLICABLE
    if question.kind is AnswerKind.YES_NO:
        return "y" if value else "n"
    return f"{value:.0f}"


def answer_word(question: Question, value: float | None) -> str:
    """An answer as a person reads it."""
    if value is None:
        return "does not apply"
    if question.kind is AnswerKind.YES_NO:
        return "yes" if value else "no"
    return f"{value:.0f}"


def missing(questions: Sequence[Question], answers: Sequence[Answer]) -> list[Question]:
    """The questions that no one answered, in their order."""
    answered = {answer.question_id for answer in answers}
    return [question for question in questions if question.id not in answered]
