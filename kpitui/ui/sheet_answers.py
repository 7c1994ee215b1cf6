"""What is answered on a call sheet while somebody scores with it."""

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
    """

    def __init__(self, version: SheetVersion) -> None:
        self.version = version
        self._typed: dict[str, str] = {}
        self._comments: dict[str, str] = {}
        self.note = ""

    @property
    def questions(self) -> Sequence[Question]:
        """What is asked, in its order."""
        return self.version.questions

    def typed(self, question: Question) -> str:
        """The key that answers a question; nothing where it is open."""
        return self._typed.get(question.key, "")

    def answer(self, question: Question, key: str) -> None:
        """Answer a question by a key; raises ValueError with a sentence where it has no such
        answer.
        """
        try:
            value = read_answer(question, key)
        except ValueError:
            no_such = f"“{key}” is no answer here"
            said = "This question always applies" if key == NOT_APPLICABLE else no_such
            raise ValueError(f"{said}: type {keys_of(question)}.") from None
        self._typed[question.key] = key_of(question, value)

    def clear(self, question: Question) -> None:
        """Let a question be open again; its comment stays."""
        self._typed.pop(question.key, None)

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
        """The places of the questions that nobody answered."""
        return [at for at, one in enumerate(self.questions) if not self.typed(one)]

    @property
    def score(self) -> Score:
        """What the answers come to so far."""
        return score_of(self.questions, {one.question_id: one.value for one in self.given})

    @property
    def given(self) -> tuple[Answer, ...]:
        """The answers with their comments, in the order of the questions."""
        return tuple(
            Answer(
                question_id=one.id,
                value=read_answer(one, self.typed(one)),
                comment=self._comments.get(one.key, ""),
            )
            for one in self.questions
            if self.typed(one)
        )

    # versions, drafts and what was saved ----------------------------------------------------------

    def use(self, version: SheetVersion) -> int:
        """Answer another version of the sheet; gives how many answers its questions do not take,
        which are open then.
        """
        self.version = version
        typed, self._typed = self._typed, {}
        for question in self.questions:
            if key := typed.get(question.key):
                self._take(question, key)
        return len(typed) - len(self._typed)

    def _take(self, question: Question, key: str) -> None:
        try:
            self.answer(question, key)
        except ValueError:
            return  # it is open: another version asks it otherwise

    def put(self, texts: Mapping[str, str]) -> None:
        """Take what was kept."""
        for question in self.questions:
            if key := texts.get(f"{ANSWER}{question.key}"):
                self._take(question, key)
            if comment := texts.get(f"{COMMENT}{question.key}"):
                self._comments[question.key] = comment
        self.note = texts.get(NOTE, "")

    def show(self, answers: Iterable[Answer], note: str) -> None:
        """Take what was saved."""
        saved = {one.question_id: one for one in answers}
        for question in self.questions:
            if (one := saved.get(question.id)) is not None:
                self._typed[question.key] = key_of(question, one.value)
                if one.comment:
                    self._comments[question.key] = one.comment
        self.note = note

    def texts(self) -> dict[str, str]:
        """What is to be kept."""
        kept = {f"{ANSWER}{key}": typed for key, typed in self._typed.items()}
        kept |= {f"{COMMENT}{key}": text for key, text in self._comments.items()}
        return kept | ({NOTE: self.note} if self.note else {})
