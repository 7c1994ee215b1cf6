"""What is answered on a call sheet while someone scores with it."""

from collections.abc import Iterable, Mapping, Sequence

from kpitui.domain.records.evaluation import Answer
from kpitui.domain.records.sheet import Question, SheetVersion
from kpitui.domain.sheet_score import (
    NOT_APPLICABLE,
    Score,
    key_of,
    keys_of,
    read_answer,
    score_of,
)

ANSWER, COMMENT = "answer-", "comment-"
"""How the keys of what is kept of a question begin; its own key stands behind."""

NOTE = "note"
"""What is kept of the evaluation as a whole."""


class SheetAnswers:
    """The answers and comments, by the key of their question, so that they stay with it where
    another version of the sheet asks it too.

    A key that is no answer to its question is kept there as it was typed; the question is open.
    """

    def __init__(self, version: SheetVersion) -> None:
        self.version = version
        self._typed: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._comments: dict[str, str] = {}
        self.note = ""

    @property
    def questions(self) -> Sequence[Question]:
        """What is asked, in its order."""
        return self.version.questions

    def typed(self, question: Question) -> str:
        """The key that answers a question; nothing where it is open."""
        return self._typed.get(question.key, "")

    def refused(self, question: Question) -> str:
        """The key that was typed for a question and is no answer to it; nothing where none was."""
        return self._refused.get(question.key, "")

    def answer(self, question: Question, key: str) -> str:
        """Answer a question by a key in place of what stands there; gives the sentence why it was
        refused, nothing where it was not.
        """
        self.clear(question)
        try:
            self._typed[question.key] = key_of(question, read_answer(question, key))
        except ValueError:
            self._refused[question.key] = key
        return self.refusal(question)

    def refusal(self, question: Question) -> str:
        """Why the key that was refused is no answer to a question; nothing where none was."""
        if not (key := self.refused(question)):
            return ""
        which = f"question {self.questions.index(question) + 1}"
        always = f"{which.capitalize()} always applies"
        said = always if key == NOT_APPLICABLE else f"“{key}” is no answer to {which}"
        return f"{said}: type {keys_of(question)}."

    def clear(self, question: Question) -> None:
        """Let a question be open again; its comment stays."""
        self._typed.pop(question.key, None)
        self._refused.pop(question.key, None)

    def empty(self) -> None:
        """Let everything be open again, without comments."""
        for kept in (self._typed, self._refused, self._comments):
            kept.clear()
        self.note = ""

    def comment(self, place: int) -> str:
        """What is said of the question of a place; behind the last one, of the whole contact."""
        if place == len(self.questions):
            return self.note
        return self._comments.get(self.questions[place].key, "")

    def say(self, place: int, text: str) -> None:
        """Say something of the question of a place, or of the whole contact."""
        if place == len(self.questions):
            self.note = text
        elif text:
            self._comments[self.questions[place].key] = text
        else:
            self._comments.pop(self.questions[place].key, None)

    @property
    def open(self) -> list[int]:
        """The places of the questions that no one answered."""
        return [at for at, one in enumerate(self.questions) if not self.typed(one)]

    @property
    def wanting(self) -> list[int]:
        """The places of the questions that have no answer, those first whose key was refused."""
        return sorted(self.open, key=lambda at: not self.refused(self.questions[at]))

    @property
    def score(self) -> Score:
        """What the answers come to so far."""
        return score_of(self.questions, {answer.question_id: answer.value for answer in self.given})

    @property
    def given(self) -> tuple[Answer, ...]:
        """The answers with their comments, in the order of the questions."""
        return tuple(
            Answer(
                question_id=question.id,
                value=read_answer(question, self.typed(question)),
                comment=self._comments.get(question.key, ""),
            )
            for question in self.questions
            if self.typed(question)
        )

    # versions, drafts and what was saved ----------------------------------------------------------

    def use(self, version: SheetVersion) -> int:
        """Answer another version of the sheet; gives how many answers its questions do not take,
        which are open then.
        """
        self.version = version
        typed, self._typed = self._typed, {}
        refused, self._refused = self._refused, {}
        for question in self.questions:
            if (key := typed.get(question.key)) and self.answer(question, key):
                self.clear(question)  # it was no slip: the other version asked it otherwise
            elif key := refused.get(question.key):
                self.answer(question, key)
        return len(typed.keys() - self._typed.keys())

    def put(self, texts: Mapping[str, str]) -> None:
        """Take what was kept."""
        for question in self.questions:
            if key := texts.get(f"{ANSWER}{question.key}"):
                self.answer(question, key)
            if comment := texts.get(f"{COMMENT}{question.key}"):
                self._comments[question.key] = comment
        self.note = texts.get(NOTE, "")

    def show(self, answers: Iterable[Answer], note: str) -> None:
        """Take what was saved."""
        saved = {answer.question_id: answer for answer in answers}
        for question in self.questions:
            if (one := saved.get(question.id)) is not None:
                self._typed[question.key] = key_of(question, one.value)
                if one.comment:
                    self._comments[question.key] = one.comment
        self.note = note

    def texts(self) -> dict[str, str]:
        """What is to be kept."""
        typed = self._typed | self._refused
        kept = {f"{ANSWER}{key}": one for key, one in typed.items()}
        kept |= {f"{COMMENT}{key}": text for key, text in self._comments.items()}
        return kept | ({NOTE: self.note} if self.note else {})
