"""An evaluation in one line: `helen 8841 ynyy-4 "read the order back" fri chat`."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.entry_tokens import Token, first_words
from kpitui.domain.errors import BadData
from kpitui.domain.naming import Names, Several
from kpitui.domain.near import or_near
from kpitui.domain.numbers import counted
from kpitui.domain.records.evaluation import Answer, EvaluationDraft
from kpitui.domain.records.person import Person
from kpitui.domain.records.sheet import Question, SheetVersion
from kpitui.domain.score_tail import are_answers, channel_of, split_day
from kpitui.domain.sheet_score import read_answer
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, clean
from kpitui.domain.within import WHO_THERE_IS, nothing_called
from kpitui.domain.writing import Writing

WORD = "score"
"""What a line begins with where it may be about something else."""

_NO_ANSWER = re.compile(r"[^yn0-9–−-]", re.IGNORECASE)


class ScorePhrase(Struct, frozen=True):
    """What a line says: who, which contact, the answers as they were typed, and the rest."""

    person: Person
    day: date
    answers: str
    reference: str = ""
    channel: str = ""
    note: str = ""


def is_score(line: str) -> bool:
    """Whether a line scores a contact and records no readings."""
    return line.split(maxsplit=1)[:1] == [WORD]


def read_score(
    line: str,
    people: Names[Person],
    version_of: Callable[[date], SheetVersion],
    today: date,
    writing: Writing,
) -> ScorePhrase:
    """What a line says of one contact: the person, its reference, one letter or digit for each
    question, and then, where wanted, a note in quotes, the day and the channel.

    `version_of` gives the questions of a day. Raises `BadData` with one sentence for what is
    missing or cannot be read.
    """
    words = first_words(line, single_quotes=False)
    notes = [word.text for word in words if word.kind == "note"]
    plain = [word for word in words if word.kind in ("word", "name")]
    if len(plain) < 2:
        raise BadData("Type who, the contact and one answer for each question: helen 8841 ynyy4.")
    day, rest = split_day(plain, today, writing)
    begins, ends = _answers_in(rest, version_of(day).questions)
    said = [token.text for token in rest[:begins]]
    person, reference = _who(said, people)
    after = channel_of(rest[ends:])
    return ScorePhrase(
        person, day, "".join(token.text for token in rest[begins:ends]),
        _short(reference, NAME_LIMIT),
        _short(after, NAME_LIMIT), _short(" ".join(notes), LINE_LIMIT),
    )  # fmt: skip


def contact_of(line: str, people: Names[Person]) -> tuple[Person, str]:
    """The person and the contact that a line names; raises `BadData` where either is missing."""
    said = [word.text for word in first_words(line, single_quotes=False) if word.kind != "note"]
    if len(said) < 2:
        raise BadData("Type who and the number of the contact: helen 8841.")
    person, reference = _who(said, people)
    if not reference:
        raise BadData(f"Type the number of the contact after {person.name}: helen 8841.")
    return person, _short(reference, NAME_LIMIT)


def read_answers(line: str) -> tuple[str, str]:
    """The letters and digits of a line of answers alone, in groups or not, and the note in quotes;
    raises `BadData` for anything else in it.
    """
    words = first_words(line, single_quotes=False)
    notes = [word.text for word in words if word.kind == "note"]
    said = [word.text for word in words if word.kind != "note"]
    for one in said:
        if not are_answers(one):
            raise BadData(
                f"“{one}” is no answer; type y, n, a digit or - for each question, and put a note "
                "in quotes."
            )
    if not said:
        raise BadData("No answers are given; type y, n, a digit or - for each question.")
    return "".join(said), _short(" ".join(notes), LINE_LIMIT)


def answers_of(version: SheetVersion, typed: str) -> tuple[Answer, ...]:
    """One answer for each letter or digit; raises `BadData` for one that its question does not
    have, or for too few or too many.
    """
    if len(typed) != len(version.questions):
        raise BadData(_miscounted(typed, version.questions))
    answers = []
    for number, (question, key) in enumerate(zip(version.questions, typed, strict=True), 1):
        try:
            value = read_answer(question, key)
        except ValueError as error:
            raise BadData(f"Answer {number}: {error}.") from None
        answers.append(Answer(question_id=question.id, value=value))
    return tuple(answers)


def score_draft(said: ScorePhrase, version: SheetVersion, evaluator: str = "") -> EvaluationDraft:
    """The evaluation that a line makes; raises as `answers_of` does."""
    return EvaluationDraft(
        sheet_version_id=version.id, person_id=said.person.id, date=said.day,
        reference=said.reference, channel=said.channel, note=said.note, evaluator=evaluator,
        answers=answers_of(version, said.answers),
    )  # fmt: skip


def _answers_in(words: Sequence[Token], questions: Sequence[Question]) -> tuple[int, int]:
    """Where the answers begin and end: the last words of answers that are as many as there are
    questions.
    """
    given = [""]
    for end in range(len(words), 1, -1):
        begins, typed = end, ""
        while begins > 1 and are_answers(words[begins - 1].text):
            begins -= 1
            typed = words[begins].text + typed
            if len(typed) == len(questions):
                more = [word.text for word in words[end:] if are_answers(word.text)]
                if more:
                    raise BadData(_miscounted(typed + "".join(more), questions))
                return begins, end
            if not words[begins].text.isdigit():  # or it is the contact
                given.append(typed)
    if not any(given):
        slip = next(filter(None, (_slip(word.text) for word in words[1:])), "")
        raise BadData(
            (f"“{slip}” is no answer" if slip else "No answers are given")
            + "; type y, n, a digit or - for each question, such as: ynyy4."
        )
    raise BadData(_miscounted(max(given, key=len), questions))


def _slip(word: str) -> str:
    """The first letter that is no answer, in a word that is answers for the most part."""
    wrong = _NO_ANSWER.findall(word)
    return wrong[0] if wrong and len(wrong) * 3 <= len(word) else ""


def _miscounted(typed: str, questions: Sequence[Question]) -> str:
    """How many answers there are for how many questions, and the first that its question cannot
    have, before which one may be missing.
    """
    said = f"{counted(len(typed), 'answer')} for {counted(len(questions), 'question')}"
    for number, (question, key) in enumerate(zip(questions, typed, strict=False), 1):
        try:
            read_answer(question, key)
        except ValueError as error:
            return f"{said}; look at answer {number}: {error}."
    return f"{said}; type one letter or digit for each. kpitui sheet show lists them."


def _who(words: Sequence[str], people: Names[Person]) -> tuple[Person, str]:
    """The person that the first words name, and the contact that the one behind them is."""
    try:
        for length in (len(words), len(words) - 1):
            if length and (found := people.meant(" ".join(words[:length]))):
                return found, " ".join(words[length:])
    except Several as several:
        raise BadData(f"{several}.") from None
    missing = nothing_called("person", " ".join(words), of_teams=people.of_teams)
    raise BadData(or_near(missing, people.near(" ".join(words[:1])), f"{WHO_THERE_IS}."))


def _short(text: str, limit: int) -> str:
    try:
        return clean(text, limit)
    except ValueError as error:
        raise BadData(f"{error}.") from None
